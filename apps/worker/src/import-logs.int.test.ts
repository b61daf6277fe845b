import { gzipSync } from "node:zlib";
import { freshBucketPrefix, freshDatabase, freshRedis, s3Variables } from "@mosis/devstack/testing";
import { cdnLogsPrefix, dayOf, importLogs, objectKeys } from "@mosis/domain";
import { addApp, addPerson, addVersion, scopedBucket } from "@mosis/domain/testing";
import { afterAll, expect, test } from "vitest";
import { createContainer } from "./container.ts";
import { readEnv } from "./env.ts";
import { workerVariables } from "./testing/worker-variables.ts";

// Logs of a CDN in the real bucket, counted into the real database by several workers at once.

const { prefix, s3 } = freshBucketPrefix();
const container = createContainer(
  readEnv({
    DATABASE_URL: await freshDatabase(),
    REDIS_URL: await freshRedis(),
    ...s3Variables(s3),
    ...workerVariables,
  }),
  // Others' workers read logs, too: these are for this file.
  { decorate: (adapters) => ({ ...adapters, objects: scopedBucket(adapters.objects, prefix) }) },
);
const { db, objects } = container.ports;
afterAll(() => container.close());

test("logs are counted once, whoever reads them", async () => {
  const { actor } = await addPerson(db);
  const app = await addApp(db, actor);
  const { founderId } = await addVersion(db, app, { status: "published", code: 1, size: 500 });
  const path = `/${objectKeys.package({ founderId, appId: app.id, versionCode: 1 })}`;
  const at = new Date();
  const line = (id: number) =>
    JSON.stringify({
      RayID: id.toString(16).padStart(16, "0"),
      EdgeStartTimestamp: at.getTime() * 1_000_000,
      ClientRequestMethod: "GET",
      ClientRequestPath: path,
      EdgeResponseStatus: 200,
      EdgeResponseBytes: 500,
      CacheCacheStatus: id % 2 === 0 ? "hit" : "miss",
    });
  const put = (name: string, from: number, to: number) =>
    objects.put({
      key: `${cdnLogsPrefix}${name}.gz`,
      bytes: gzipSync(Array.from({ length: to - from }, (_, id) => `${line(from + id)}\n`).join("")),
      contentType: "application/gzip",
      cacheControl: "no-store",
    });
  // Each has half of the next one's lines as well.
  for (let n = 0; n < 6; n += 1) await put(`log-${n}`, n * 6_000, (n + 2) * 6_000);
  const runs = await Promise.all([1, 2, 3].map(() => importLogs(container.ports)));
  const sum = (what: "files" | "lines" | "counted" | "duplicates") =>
    runs.reduce((all, run) => all + run[what], 0);
  expect([sum("files"), sum("lines"), sum("counted"), sum("duplicates")]).toEqual([
    6, 72_000, 42_000, 30_000,
  ]);
  const day = dayOf(at);
  expect(await db.queries.readDownloadDays(actor, app.id, { from: day, to: day })).toMatchObject([
    { downloads: 42_000, bytes: 21_000_000 },
  ]);
  const [usage] = await db.queries.listStoreDays({ from: day, to: day });
  expect(usage).toMatchObject({ egressBytes: 10_500_000 });
  expect((await objects.list({ prefix: cdnLogsPrefix, limit: 10 })).objects).toEqual([]);
  expect(await db.rawDownloads.rebuild(day)).toEqual({ downloads: 42_000, differed: 0 });
}, 60_000);
