import { freshDatabase } from "@mosis/devstack/testing";
import {
  allDevices,
  createApplication,
  type Ports,
  stable,
  sweepStore,
  system,
  type VersionId,
} from "@mosis/domain";
import { addApp, addPerson, addVersion, createMemoryObjectStore } from "@mosis/domain/testing";
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

test("sweepers and people at the same time: what is claimed stays so, and what people were first with is kept", async () => {
  const { actor: developer } = await addPerson(db);
  const { actor: admin } = await addPerson(db, { role: "admin" });
  const ports: Ports = {
    db,
    objects: createMemoryObjectStore({ now: Date.now }),
    clock: { now: () => new Date() },
  };
  const app = createApplication(ports);
  const drafts: { id: VersionId; appId: Awaited<ReturnType<typeof addApp>>["id"] }[] = [];
  for (let at = 0; at < 60; at++) {
    const icon = { id: crypto.randomUUID() as never, contentHash: "0123456789abcdef" };
    const own = await addApp(db, developer, { icon });
    const { id } = await addVersion(db, own, { status: "draft", code: 1, size: 1000 });
    drafts.push({ id, appId: own.id });
  }
  await client.query(
    "UPDATE versions SET retention_from = now() - interval '60 days', purge_announced_at = now() - interval '30 days'",
  );
  /** What people did before the bytes were gone. */
  const saved = new Set<VersionId>();
  const act = async ({ id, appId }: (typeof drafts)[number], at: number) => {
    const acts = [
      () => app.submitVersion({ actor: developer, versionId: id }),
      () => app.placeHold({ actor: admin, appId, versionId: id, reason: "Evidence." }),
      () => app.placeHold({ actor: admin, appId, versionId: null, reason: "Evidence." }),
      () => app.postponeDeletion({ actor: admin, versionId: id }),
    ];
    try {
      await acts[at % acts.length]?.();
    } catch (error) {
      expect(error).toMatchObject({
        code: expect.stringMatching(/^(version_state_conflict|version_purged|deletion_not_announced)$/),
      });
      return;
    }
    if ((await db.versions.find(system, id))?.purgedAt === null) saved.add(id);
  };
  // Some before, some at the same time, some after.
  await Promise.all(drafts.slice(0, 8).map(act));
  const [sweeps] = await Promise.all([
    Promise.all([1, 2, 3, 4].map((batch) => sweepStore(ports, { batch }))),
    Promise.all(
      drafts.slice(8, 52).map(async (draft, at) => {
        await new Promise((resolve) => setTimeout(resolve, at * 10));
        await act(draft, at);
      }),
    ),
  ]);
  const last = await sweepStore(ports);
  await Promise.all(drafts.slice(52).map(act));

  const purged = [...sweeps, last].reduce((sum, { purged }) => sum + purged, 0);
  const { rows } = await client.query<{ id: VersionId; purged: boolean; reports: number; notes: number }>(`
    SELECT v.id, v.purged_at IS NOT NULL AS purged,
      (SELECT count(*)::int FROM purges p WHERE p.version_id = v.id) AS reports,
      (SELECT count(*)::int FROM audit_events e WHERE e.subject_id = v.id AND e.action = 'version.purged') AS notes
    FROM versions v`);
  for (const row of rows) {
    expect(row, row.id).toMatchObject(
      saved.has(row.id) ? { purged: false, reports: 0, notes: 0 } : { purged: true, reports: 1, notes: 1 },
    );
  }
  expect(saved.size).toBeGreaterThanOrEqual(8);
  expect(purged).toBe(60 - saved.size);
  expect(purged).toBeGreaterThanOrEqual(8);
});

test("sweepers and releases at the same time: what a track leads to, or could be rolled back to, is there", async () => {
  const { actor: developer } = await addPerson(db);
  const ports: Ports = {
    db,
    objects: createMemoryObjectStore({ now: Date.now }),
    clock: { now: () => new Date() },
  };
  const app = createApplication(ports);
  const actor = developer;
  const owned: { appId: Awaited<ReturnType<typeof addApp>>["id"]; versions: VersionId[] }[] = [];
  for (let at = 0; at < 40; at++) {
    const own = await addApp(db, developer);
    const versions: VersionId[] = [];
    for (const code of [1, 2, 3]) {
      const { id } = await addVersion(db, own, { status: "published", code, size: 1000 });
      const rollout = { basisPoints: allDevices, startsAt: null, ramp: null, haltThreshold: 500 };
      await app.startRelease({ actor, versionId: id, track: stable, rollout });
      versions.push(id);
    }
    owned.push({ appId: own.id, versions });
  }
  // The first versions are beneath what lies beneath: their time has passed.
  await client.query(
    `UPDATE versions SET retention_from = now() - interval '600 days', purge_announced_at = now() - interval '30 days'
     WHERE retention_class IS NOT NULL AND purged_at IS NULL`,
  );
  const act = async ({ appId, versions: [first, second] }: (typeof owned)[number], at: number) => {
    if (!first || !second) throw new Error("the app lacks versions");
    const rollout = { basisPoints: 1_000, startsAt: null, ramp: null, haltThreshold: 500 };
    const rollBack = async () => {
      const [base] = await db.releases.listHeads([appId]);
      if (base) await app.rollBackRelease({ actor, releaseId: base.id });
    };
    const acts = [
      // The first version is what lies beneath then, if it is still there.
      () => app.withdrawVersion({ actor, versionId: second, reason: "It loses notes." }),
      () => app.startRelease({ actor, versionId: first, track: stable, rollout }),
      async () => {
        await rollBack();
        await rollBack();
      },
    ];
    try {
      await acts[at % acts.length]?.();
    } catch (error) {
      expect(error).toMatchObject({ code: "version_purged" });
    }
  };
  await Promise.all(owned.slice(0, 6).map(act));
  await Promise.all([
    ...[1, 2, 3].map((batch) => sweepStore(ports, { batch })),
    ...owned.slice(6).map(async (one, at) => {
      await new Promise((resolve) => setTimeout(resolve, at * 10));
      await act(one, at);
    }),
  ]);
  await sweepStore(ports);

  let kept = 0;
  let purged = 0;
  for (const { appId, versions } of owned) {
    const track = await db.tracks.findByName(system, appId, stable);
    if (!track) throw new Error("the app has no stable track");
    const beneath = await db.releases.findBeneath(track.id);
    const needed = [...(await db.releases.listHeads([appId])), ...(beneath ? [beneath] : [])];
    for (const id of versions) {
      const version = await db.versions.find(system, id);
      const isNeeded = needed.some(({ versionId }) => versionId === id);
      expect(version?.onTrack).toBe(isNeeded);
      if (isNeeded) expect(version).toMatchObject({ status: "published", purgedAt: null });
    }
    const first = versions[0] && (await db.versions.find(system, versions[0]));
    if (first?.purgedAt) purged += 1;
    else kept += 1;
  }
  expect(kept).toBeGreaterThanOrEqual(4);
  expect(purged).toBeGreaterThanOrEqual(4);
});
