import { randomUUID } from "node:crypto";
import { createDatabase } from "@mosis/db";
import {
  type Actor,
  actorOf,
  appIdOf,
  createApplication,
  deleteObject,
  objectKeys,
  renderIcon,
  type StartedUpload,
  stable,
  systemClock,
  type UploadKind,
  type UserActor,
  validateVersion,
  writeFeed,
} from "@mosis/domain";
import { createInProcessInspector, sampleSigner } from "@mosis/domain/testing";
import { createObjectStore } from "@mosis/storage";
import { sharpIconRenderer } from "@mosis/worker/render-icons";
import sharp from "sharp";
import type { Measurement } from "../report.ts";
import { startCountingProxy } from "./counting-proxy.ts";
import type { MeasuredServices } from "./running-store.ts";
import { watchCalls } from "./watch-calls.ts";
import { makeWebAppPackage, type WebAppPackage } from "./web-app-package.ts";

/** Sent in three parts. */
const packageBytes = 18_000_000;

type Count = { step: string; roundTrips: number; calls: { name: string; roundTrips: number }[] };

/**
 * Counts the round trips to PostgreSQL that each step of a version's way costs: the use cases run in this process, one call
 * after the other, and what they send to the database passes a counting proxy.
 */
export async function measureRoundTrips(services: MeasuredServices): Promise<Measurement> {
  const proxy = await startCountingProxy(await services.newDatabase());
  const database = createDatabase({
    url: proxy.databaseUrl,
    applicationName: "mosis-bench",
    onConnectionError: (error) => console.error(error),
  });
  try {
    const counts = await walk(services, database, () => proxy.roundTrips);
    return {
      title: "Database round trips of each step, and of the calls it makes",
      columns: ["step", "call", "round trips"],
      rows: counts.flatMap(({ step, roundTrips, calls }) => [
        [step, "", roundTrips],
        ...(calls.length > 1 ? calls.map((call) => ["", call.name, call.roundTrips]) : []),
      ]),
      goals: [],
    };
  } finally {
    await database.close();
    await proxy.close();
  }
}

async function walk(
  { s3 }: MeasuredServices,
  database: ReturnType<typeof createDatabase>,
  roundTrips: () => number,
): Promise<Count[]> {
  const counts: Count[] = [];
  let current: Count | undefined;
  let last: Promise<unknown> = Promise.resolve();
  // One after the other, so that each round trip belongs to one call.
  const db = watchCalls(database, (name, call) => {
    const result = last.then(async () => {
      const before = roundTrips();
      const value = await call();
      current?.calls.push({ name, roundTrips: roundTrips() - before });
      return value;
    });
    last = result.catch(() => undefined);
    return result;
  });
  const objects = createObjectStore({ provider: "r2", ...s3 });
  const ports = { db, objects, clock: systemClock };
  const app = createApplication(ports);
  const count = async <Result>(step: string, work: () => Promise<Result>): Promise<Result> => {
    current = { step, roundTrips: 0, calls: [] };
    const before = roundTrips();
    const result = await work();
    current.roundTrips = roundTrips() - before;
    counts.push(current);
    current = undefined;
    return result;
  };

  const developer = await join("developer");
  const reviewer: UserActor = { ...(await join("reviewer")), role: "reviewer" };
  async function join(subject: string): Promise<UserActor> {
    const identity = { provider: "demo", subject, name: subject, email: null, avatarUrl: null } as const;
    const { user } = await app.signIn({ identity, userAgent: "bench" });
    return actorOf(user);
  }

  const packageId = `com.example.counted-${randomUUID().slice(-12)}`;
  const appId = await appIdOf(packageId);
  const listing = {
    name: "Counted",
    summary: "Counted",
    description: "Counted",
    category: "utilities",
  } as const;
  await app.createApp({ actor: developer, packageId, ...listing });
  const start = (kind: UploadKind, { fileName, bytes, sha256 }: WebAppPackage) =>
    app.startUpload({ actor: developer, appId, kind, fileName, size: bytes.length, sha256 });

  const icon = await makeIcon();
  const iconUpload = await start("icon", icon);
  await send(iconUpload, icon.bytes);
  const drawn = await app.completeUpload({ actor: developer, uploadId: iconUpload.upload.id });
  if (drawn.kind !== "icon") throw new Error("The icon's upload became no icon.");
  await renderIcon({ ...ports, renderer: sharpIconRenderer }, { iconId: drawn.icon.id });

  // The first package warms the connections up: they are opened, and statements prepared, once.
  for (const versionCode of [1, 2]) {
    counts.length = 0;
    const made = await makeWebAppPackage({ packageId, versionCode, size: packageBytes });
    const started = await count("start", () => start("package", made));
    const uploadId = started.upload.id;
    const partSize = started.upload.partSize ?? packageBytes;
    const partNumbers = Array.from({ length: Math.ceil(made.bytes.length / partSize) }, (_, at) => at + 1);
    const actor = developer;
    const parts = await count("parts: addresses of all", () =>
      app.signParts({ actor, uploadId, received: [], partNumbers }),
    );
    const received = await Promise.all(
      parts.map(async ({ number, size, put }) => {
        const from = (number - 1) * partSize;
        return { number, etag: await store(put, made.bytes.subarray(from, from + size)) };
      }),
    );
    await count("parts: report of all", () => app.signParts({ actor, uploadId, received, partNumbers: [] }));
    const completed = await count("complete", () => app.completeUpload({ actor, uploadId }));
    if (completed.kind !== "package") throw new Error("The package's upload became no version.");
    const versionId = completed.version.id;
    const inspector = createInProcessInspector(objects);
    await count("validate", () => validateVersion({ ...ports, inspector }, { versionId }));
    await requireStatus(developer, "draft");
    await count("delete the temporary object", () =>
      deleteObject(ports, { key: objectKeys.upload(uploadId) }),
    );
    await count("submit", () => app.submitVersion({ actor, versionId }));
    await count("approve", () =>
      app.reviewVersion({ actor: reviewer, versionId, decision: { verdict: "approved", reason: "" } }),
    );
    await count("publish", () => app.publishVersion({ actor, versionId }));
    await requireStatus(developer, "published");
    await count("feed", () => writeFeed({ ...ports, signer: sampleSigner }, { appId, track: stable }));

    async function requireStatus(as: Actor, status: string): Promise<void> {
      const version = await database.versions.find(as, versionId);
      if (version?.status !== status) throw new Error(`The version is ${version?.status}, not ${status}.`);
    }
  }
  return counts;
}

async function makeIcon(): Promise<WebAppPackage> {
  const blue = { width: 256, height: 256, channels: 4, background: "#2078dc" } as const;
  const bytes = Uint8Array.from(await sharp({ create: blue }).png().toBuffer());
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return { fileName: "icon.png", bytes, sha256: Buffer.from(digest).toString("hex") };
}

async function send({ put }: StartedUpload, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  if (!put) throw new Error("The upload wants its bytes in parts.");
  await store(put, bytes);
}

/** Gives the entity tag of what was stored. */
async function store(
  { method, url, headers }: NonNullable<StartedUpload["put"]>,
  body: Uint8Array<ArrayBuffer>,
): Promise<string> {
  const response = await fetch(url, { method, headers, body });
  if (!response.ok) throw new Error(`Storage answered ${response.status} to ${body.length} bytes.`);
  return (response.headers.get("etag") ?? "").replaceAll('"', "");
}
