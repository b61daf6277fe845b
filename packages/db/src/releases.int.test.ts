import { freshDatabase } from "@mosis/devstack/testing";
import {
  createApplication,
  type InstallReportId,
  newId,
  type Release,
  Rollout,
  stable,
  system,
} from "@mosis/domain";
import {
  addApp,
  addPerson,
  addVersion,
  createMemoryObjectStore,
  describeReleaseModel,
} from "@mosis/domain/testing";
import pg from "pg";
import { afterAll, expect, test } from "vitest";
import { createDatabase } from "./database.ts";

const url = await freshDatabase();
const client = new pg.Client({ connectionString: url });
await client.connect();
const db = createDatabase({ url, onConnectionError: () => {}, poolSize: 16 });
afterAll(async () => {
  await db.close();
  await client.end();
});

describeReleaseModel(
  "PostgreSQL",
  async () => ({
    ports: { db, objects: createMemoryObjectStore({ now: Date.now }), clock: { now: () => new Date() } },
    pass: async (hours) => {
      for (const column of ["starts_at", "raises_at"])
        await client.query(
          `UPDATE releases SET ${column} = ${column} - $1::float8 * interval '1 hour' WHERE ${column} IS NOT NULL`,
          [hours],
        );
    },
  }),
  { runs: 16, steps: 40, timeoutMs: 120_000 },
);

test("reports are counted while what they are about is superseded and revived, each of them", async () => {
  const { actor } = await addPerson(db);
  const own = await addApp(db, actor);
  const ports = { db, objects: createMemoryObjectStore({ now: Date.now }), clock: { now: () => new Date() } };
  const app = createApplication(ports);
  const rollout = Rollout.parse({});
  const releases: Release[] = [];
  for (const code of [1, 2, 3]) {
    const { id: versionId } = await addVersion(db, own, { status: "published", code });
    releases.push(await app.startRelease({ actor, versionId, track: stable, rollout }));
  }
  let counted = 0;
  const count = async () => {
    const reports = releases.map(({ id }) => ({
      id: newId<"install-report">() satisfies InstallReportId,
      releaseId: id,
      outcome: "installed" as const,
    }));
    await db.releases.count(reports);
    counted += 1;
  };
  const swap = async () => {
    const [base] = await db.releases.listHeads([own.id]);
    if (!base) throw new Error("the track leads to nothing");
    await app.rollBackRelease({ actor, releaseId: base.id });
    await app.startRelease({ actor, versionId: base.versionId, track: stable, rollout });
  };
  const counting = (async () => {
    for (let round = 0; round < 40; round++) await Promise.all([count(), count(), count()]);
  })();
  for (let round = 0; round < 20; round++) await swap();
  await counting;
  // The last first, which is not the order in which reports are counted: neither may have what the other waits for.
  let late: Promise<void> | undefined;
  await db.transaction(async (stores) => {
    await stores.apps.lock(own.id);
    for (const { id } of releases.toReversed()) {
      const release = await stores.releases.find(system, id);
      if (release) await stores.releases.update({ ...release, statusChangedAt: new Date() }, release);
      late ??= count();
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  });
  await late;
  expect(counted).toBe(121);
  for (const { id } of releases)
    expect((await db.releases.find(system, id))?.counts).toMatchObject({ installed: 121, failed: 0 });
});
