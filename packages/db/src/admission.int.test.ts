import { freshDatabase } from "@mosis/devstack/testing";
import {
  actorOf,
  appIdOf,
  createApplication,
  isDomainError,
  system,
  systemClock,
  type UserActor,
} from "@mosis/domain";
import { createMemoryObjectStore, putOf } from "@mosis/domain/testing";
import pg from "pg";
import { afterAll, describe, expect, test } from "vitest";
import { createDatabase } from "./database.ts";

const url = await freshDatabase();
const db = createDatabase({ url, poolSize: 20, connectTimeoutMs: 60_000, onConnectionError: () => {} });
const client = new pg.Client({ connectionString: url });
afterAll(async () => {
  await client.end();
  await db.close();
});
await client.connect();

const objects = createMemoryObjectStore();
const app = createApplication({ db, objects, clock: systemClock });

async function joinWithApp(name: string) {
  const identity = { provider: "demo", subject: name, name, email: null, avatarUrl: null } as const;
  const { user } = await app.signIn({ identity, userAgent: "test" });
  const actor: UserActor = actorOf(user);
  const packageId = `com.example.${name}`;
  await app.createApp({
    actor,
    packageId,
    name,
    summary: "Takes notes.",
    description: "Takes notes, and keeps them.",
    category: "productivity",
  });
  return { actor, appId: await appIdOf(packageId) };
}

const file = { kind: "package", fileName: "notes.mosis", size: 10 } as const;
const digest = (index: number) => index.toString(16).padStart(64, "0");

describe("200 uploads that start at once", () => {
  test.each([
    ["openUploads", 7, "open_uploads_exceeded", 7],
    ["dailyUploads", 5, "daily_uploads_exceeded", 5],
    ["storedBytes", 93, "storage_quota_exceeded", 9],
  ] as const)("keep within %s of %i", async (limit, most, refusal, admitted) => {
    const { actor, appId } = await joinWithApp(limit.toLowerCase());
    const unlimited = { storedBytes: 1e12, openUploads: 1e6, dailyUploads: 1e6 };
    await db.quotas.set(actor.developerId, { ...unlimited, [limit]: most });
    const results = await Promise.allSettled(
      Array.from({ length: 200 }, (_, index) =>
        app.startUpload({ actor, appId, ...file, sha256: digest(index) }),
      ),
    );
    const refused = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
    expect(results.length - refused.length).toBe(admitted);
    expect(refused.filter((error) => !isDomainError(error, refusal))).toEqual([]);
    expect(await db.quotas.usage(actor.developerId, new Date())).toMatchObject({ openUploads: admitted });
  });

  test("of the same bytes are one upload, and completed from everywhere one version", async () => {
    const { actor, appId } = await joinWithApp("twins");
    const sha256 = digest(1);
    const started = await Promise.all(
      Array.from({ length: 200 }, () => app.startUpload({ actor, appId, ...file, sha256 })),
    );
    const [first] = started;
    if (!first) throw new Error("nothing was started");
    expect(new Set(started.map(({ upload }) => upload.id)).size).toBe(1);
    expect(await objects.sendPut(putOf(first), new Uint8Array(file.size))).toBe(200);

    const uploadId = first.upload.id;
    const completed = await Promise.all(
      Array.from({ length: 200 }, () => app.completeUpload({ actor, uploadId })),
    );
    const versions = completed.map((one) => one.kind === "package" && one.version.id);
    expect(new Set(versions).size).toBe(1);
    const version = await db.versions.findByUpload(system, uploadId);
    expect(version?.status).toBe("validating");
    const { rows } = await client.query(
      "SELECT action, count(*)::int AS times FROM audit_events WHERE subject_id = ANY($1) GROUP BY action ORDER BY action",
      [[uploadId, version?.id]],
    );
    expect(rows).toEqual([
      { action: "upload.completed", times: 1 },
      { action: "upload.started", times: 1 },
      { action: "version.received", times: 1 },
    ]);
  });
});
