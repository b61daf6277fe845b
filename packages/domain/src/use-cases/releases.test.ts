import { describe, expect, test } from "vitest";
import { system } from "../actor.ts";
import type { App } from "../app.ts";
import { type InstallReportId, newId, type ReleaseId, type VersionId } from "../ids.ts";
import { ListQuery } from "../listing.ts";
import { stable, Track } from "../object-keys.ts";
import { allDevices, defaultHaltThreshold } from "../release.ts";
import { addVersion, failing } from "../testing/conformance/sample-rows.ts";
import {
  actionsOn,
  addSampleApp,
  createSampleStore,
  payloadsOf,
  type SampleStore,
} from "../testing/index.ts";
import { mostTracks } from "../track.ts";
import { recordInstallReports } from "./record-install-reports.ts";
import type { Rollout } from "./start-releases.ts";
import { tendReleases } from "./tend-releases.ts";

const hour = 60 * 60 * 1000;
const beta = Track.parse("beta");
const atOnce: Rollout = {
  basisPoints: allDevices,
  startsAt: null,
  ramp: null,
  haltThreshold: defaultHaltThreshold,
};
const tenth: Rollout = { ...atOnce, basisPoints: 1_000 };

async function storeWithVersions(count = 3) {
  const store = await createSampleStore();
  const app = await addSampleApp(store);
  const versions: VersionId[] = [];
  for (let code = 1; code <= count; code++) versions.push(await published(store, app, code));
  const start = (at: number, rollout: Rollout = tenth, track = stable) => {
    const versionId = versions[at] ?? newId<"version">();
    return store.app.startRelease({ actor: store.developer, versionId, track, rollout });
  };
  const one = (releaseId: ReleaseId) => ({ actor: store.developer, releaseId });
  const state = async (name = stable) => {
    const all = await store.app.listTracks({ actor: store.developer, appId: app.id });
    const found = all.find(({ track }) => track.name === name);
    if (!found) throw new Error(`there is no track ${name}`);
    return found;
  };
  const status = async (id: ReleaseId) => (await store.db.releases.find(system, id))?.status;
  return { store, app, versions, start, one, state, status };
}

async function published(store: SampleStore, app: App, code: number): Promise<VersionId> {
  return (await addVersion(store.db, app, { status: "published", code })).id;
}

describe("a release", () => {
  test("begins with a share, is raised, paused, resumed and completed, and devices are told each time", async () => {
    const { store, app, start, one, state } = await storeWithVersions();
    const { id } = await start(0);
    expect(await state()).toMatchObject({ base: null, candidate: { id, basisPoints: 1_000 } });
    await store.app.raiseRelease({ ...one(id), basisPoints: 5_000 });
    await expect(store.app.raiseRelease({ ...one(id), basisPoints: 5_000 })).rejects.toEqual(
      failing("input_invalid"),
    );
    await store.app.pauseRelease(one(id));
    expect(await state()).toMatchObject({ candidate: { status: "paused", pausedFor: "person" } });
    await store.app.resumeRelease(one(id));
    await store.app.finishRelease(one(id));
    expect(await state()).toMatchObject({
      base: { id, status: "complete", basisPoints: allDevices },
      candidate: null,
      track: { sequence: 5 },
    });
    expect(payloadsOf(store, "feed.write")).toEqual(Array(5).fill({ appId: app.id, track: "stable" }));
    expect(actionsOn(store, id)).toEqual([
      "release.started",
      "release.raised",
      "release.paused",
      "release.resumed",
      "release.completed",
    ]);
  });

  test("has its track to itself until it is complete, and another one supersedes it then", async () => {
    const { store, start, one, state, status } = await storeWithVersions();
    const first = await start(0, atOnce);
    const second = await start(1);
    await expect(start(2)).rejects.toEqual(failing("release_under_way"));
    await expect(start(0, tenth, beta)).resolves.toMatchObject({ status: "rolling" });
    await store.app.finishRelease(one(second.id));
    expect(await status(first.id)).toBe("superseded");
    await expect(start(1)).rejects.toEqual(failing("release_state_conflict"));
    expect(await state()).toMatchObject({ base: { id: second.id } });
  });

  test("that is rolled back leaves what lies beneath, as far down as there are packages", async () => {
    const { store, versions, start, one, state, status } = await storeWithVersions();
    const [first, second, third] = [await start(0, atOnce), await start(1, atOnce), await start(2, atOnce)];
    await store.app.withdrawVersion({
      actor: store.developer,
      versionId: versions[1] as VersionId,
      reason: "Bad.",
    });
    expect(await status(second.id)).toBe("superseded");
    await store.app.rollBackRelease(one(third.id));
    expect(await state()).toMatchObject({ base: { id: first.id }, track: { sequence: 4 } });
    await store.app.rollBackRelease(one(first.id));
    expect(await state()).toMatchObject({ base: null });
    expect(actionsOn(store, first.id)).toEqual([
      "release.completed",
      "release.superseded",
      "release.revived",
      "release.rolled_back",
    ]);
    await expect(store.app.rollBackRelease(one(first.id))).rejects.toEqual(failing("release_state_conflict"));
  });

  test("keeps its version as long as a track leads to it or could be rolled back to it", async () => {
    const { store, versions, start } = await storeWithVersions(4);
    const kept = async () => {
      const all = await Promise.all(versions.map((id) => store.db.versions.find(system, id)));
      return all.map((version) => version?.onTrack);
    };
    await start(0, atOnce);
    await start(1, atOnce);
    await start(2, atOnce);
    expect(await kept()).toEqual([false, true, true, false]);
    await start(0, { ...tenth, startsAt: new Date(store.clock.now().getTime() + hour) }, beta);
    await start(3);
    expect(await kept()).toEqual([true, true, true, true]);
  });

  test("is of a published version whose package is there, and nobody else's business", async () => {
    const { store, app, start, one } = await storeWithVersions();
    const { id: versionId } = await addVersion(store.db, app, { status: "approved", code: 9 });
    const input = { versionId, track: stable, rollout: tenth };
    await expect(store.app.startRelease({ actor: store.developer, ...input })).rejects.toEqual(
      failing("version_not_published"),
    );
    await expect(store.app.startRelease({ actor: store.stranger, ...input })).rejects.toEqual(
      failing("not_found"),
    );
    const { id } = await start(0);
    for (const actor of [store.stranger, store.reviewer, store.admin])
      await expect(store.app.pauseRelease({ ...one(id), actor })).rejects.toEqual(failing("not_found"));
    await expect(start(1, tenth, Track.parse("nowhere"))).rejects.toEqual(failing("not_found"));
  });
});

describe("by the clock", () => {
  test("a scheduled release begins when it is time and its track is free, once", async () => {
    const { store, start, one, state, status } = await storeWithVersions();
    const startsAt = new Date(store.clock.now().getTime() + hour);
    const { id } = await start(1, { ...tenth, startsAt });
    await expect(start(2, { ...tenth, startsAt })).rejects.toEqual(failing("release_under_way"));
    const other = await start(0);
    await tendReleases(store);
    store.clock.advance(hour);
    await tendReleases(store);
    expect(await status(id)).toBe("scheduled");
    await store.app.finishRelease(one(other.id));
    await Promise.all([tendReleases(store), tendReleases(store)]);
    expect(await state()).toMatchObject({ base: { id: other.id }, candidate: { id, status: "rolling" } });
    expect(actionsOn(store, id)).toEqual(["release.scheduled", "release.started"]);
  });

  test("a ramp raises its release step by step to all devices, and completes it when they had it as long", async () => {
    const { store, start, state } = await storeWithVersions();
    await start(0, {
      basisPoints: 1_000,
      startsAt: null,
      ramp: { stepBasisPoints: 6_000, everyHours: 2 },
      haltThreshold: 500,
    });
    const shares: unknown[] = [];
    for (let hours = 0; hours < 8; hours++) {
      store.clock.advance(hour);
      await Promise.all([tendReleases(store), tendReleases(store)]);
      const { base, candidate } = await state();
      shares.push(candidate?.basisPoints ?? base?.status);
    }
    expect(shares).toEqual([1_000, 7_000, 7_000, allDevices, allDevices, "complete", "complete", "complete"]);
  });

  test("a paused ramp stands still, and goes on a full step after it is resumed", async () => {
    const { store, start, one, state } = await storeWithVersions();
    const { id } = await start(0, { ...tenth, ramp: { stepBasisPoints: 1_000, everyHours: 2 } });
    await store.app.pauseRelease(one(id));
    store.clock.advance(5 * hour);
    await tendReleases(store);
    await store.app.resumeRelease(one(id));
    store.clock.advance(hour);
    await tendReleases(store);
    expect((await state()).candidate?.basisPoints).toBe(1_000);
    store.clock.advance(hour);
    await tendReleases(store);
    expect((await state()).candidate?.basisPoints).toBe(2_000);
  });
});

describe("apps released together", () => {
  async function twoApps() {
    const world = await storeWithVersions();
    const other = await addSampleApp(world.store, { packageId: "com.example.tasks" });
    const theirs = await published(world.store, other, 1);
    const releases = [world.versions[0] as VersionId, theirs].map((versionId) => ({
      versionId,
      track: stable,
    }));
    const together = (rollout: Rollout) =>
      world.store.app.startReleases({ actor: world.store.developer, releases, rollout });
    const startsAt = new Date(world.store.clock.now().getTime() + hour);
    return { ...world, other, theirs, together, later: { ...tenth, startsAt } };
  }

  test("begin all or none", async () => {
    const { store, app, other, start, one, together, state } = await twoApps();
    const taken = await start(1);
    await expect(together(tenth)).rejects.toEqual(failing("release_under_way"));
    expect(await store.db.releases.listHeads([app.id, other.id])).toHaveLength(1);
    await store.app.rollBackRelease(one(taken.id));
    const [first, second] = await together(tenth);
    expect(first?.groupId).toBe(second?.groupId);
    expect(await state()).toMatchObject({ candidate: { id: first?.id } });
  });

  test("wait for each other when they are scheduled", async () => {
    const { store, start, one, together, later, status } = await twoApps();
    const ids = (await together(later)).map(({ id }) => id);
    const taken = await start(1);
    store.clock.advance(hour);
    await tendReleases(store);
    expect(await Promise.all(ids.map(status))).toEqual(["scheduled", "scheduled"]);
    await store.app.finishRelease(one(taken.id));
    await tendReleases(store);
    expect(await Promise.all(ids.map(status))).toEqual(["rolling", "rolling"]);
  });

  test("are cancelled together, also when one of them cannot begin any more", async () => {
    const { store, theirs, one, together, later, status } = await twoApps();
    const cancelled = (await together(later)).map(({ id }) => id);
    await store.app.cancelRelease(one(cancelled[1] as ReleaseId));
    expect(await Promise.all(cancelled.map(status))).toEqual(["cancelled", "cancelled"]);
    const broken = (await together(later)).map(({ id }) => id);
    await store.app.removeVersion({ actor: store.admin, versionId: theirs, reason: "Harmful." });
    expect(await Promise.all(broken.map(status))).toEqual(["scheduled", "cancelled"]);
    store.clock.advance(hour);
    await tendReleases(store);
    expect(await Promise.all(broken.map(status))).toEqual(["cancelled", "cancelled"]);
  });
});

describe("what devices report", () => {
  const reportsOf = (releaseId: ReleaseId, count: number, outcome: "installed" | "failed") =>
    Array.from({ length: count }, () => ({ id: newId() as InstallReportId, releaseId, outcome }));

  test("counts once, and halts a rollout that fails too often; resumed, only what is new counts", async () => {
    const { store, start, one, state } = await storeWithVersions();
    const { id } = await start(0);
    const good = reportsOf(id, 17, "installed");
    await recordInstallReports(store, { reports: [...good, ...good, ...reportsOf(newId(), 3, "failed")] });
    await recordInstallReports(store, { reports: good });
    expect((await state()).candidate).toMatchObject({
      status: "rolling",
      counts: { installed: 17, failed: 0 },
    });
    const { halted } = await recordInstallReports(store, { reports: reportsOf(id, 3, "failed") });
    expect(halted).toMatchObject([{ id, status: "paused", pausedFor: "failures" }]);
    expect(store.audit.at(-1)).toMatchObject({
      actor: system,
      action: "release.halted",
      data: { failed: 3, reports: 20, threshold: 0.05 },
    });
    const [{ announcementId } = { announcementId: newId<"announcement">() }] = payloadsOf(
      store,
      "announcement.deliver",
    );
    expect(await store.db.announcements.find(announcementId)).toMatchObject({
      announcement: {
        kind: "release.halted",
        developerId: store.developer.developerId,
        data: { release: id, failed: 3, reports: 20 },
      },
      names: { app: { name: "Notes" } },
    });
    await store.app.resumeRelease(one(id));
    await recordInstallReports(store, { reports: reportsOf(id, 19, "failed") });
    expect((await state()).candidate).toMatchObject({ status: "rolling", counts: { failed: 22 } });
    await recordInstallReports(store, { reports: reportsOf(id, 1, "failed") });
    expect((await state()).candidate).toMatchObject({ status: "paused", pausedFor: "failures" });
  });

  test("are borne up to the threshold that the release was started with", async () => {
    const { store, start, state } = await storeWithVersions();
    const { id } = await start(0, { ...tenth, haltThreshold: 5_000 });
    await recordInstallReports(store, {
      reports: [...reportsOf(id, 13, "installed"), ...reportsOf(id, 13, "failed")],
    });
    expect((await state()).candidate).toMatchObject({ status: "rolling", haltThreshold: 5_000 });
    await recordInstallReports(store, { reports: reportsOf(id, 20, "failed") });
    expect((await state()).candidate).toMatchObject({ status: "paused", pausedFor: "failures" });
  });
});

describe("publishing and taking out", () => {
  test("a version can be published and not released", async () => {
    const { store, app, state } = await storeWithVersions(0);
    const { id } = await addVersion(store.db, app, { status: "approved", code: 1 });
    const input = { actor: store.developer, versionId: id };
    expect(await store.app.publishVersion({ ...input, release: "none" })).toMatchObject({ onTrack: false });
    expect(await state()).toMatchObject({ base: null, track: { sequence: 0 } });
    expect(payloadsOf(store, "feed.write")).toEqual([]);
  });

  test("publishing takes the place of what is rolling, which is never what a roll-back leads to", async () => {
    const { store, app, start, one, state, status } = await storeWithVersions();
    const first = await start(0, atOnce);
    const rolling = await start(1);
    const { id } = await addVersion(store.db, app, { status: "approved", code: 8 });
    await store.app.publishVersion({ actor: store.developer, versionId: id });
    expect(await status(rolling.id)).toBe("superseded");
    const { base } = await state();
    expect(base?.versionId).toBe(id);
    await store.app.rollBackRelease(one(base?.id as ReleaseId));
    expect((await state()).base?.id).toBe(first.id);
  });

  test.each(["withdrawn", "removed"] as const)("a version that is %s is on no track any more", async (to) => {
    const { store, versions, start, state } = await storeWithVersions();
    const first = await start(0, atOnce);
    await start(1, atOnce);
    await start(1, tenth, beta);
    const input = { versionId: versions[1] as VersionId, reason: "It loses notes." };
    const ended =
      to === "withdrawn"
        ? await store.app.withdrawVersion({ actor: store.developer, ...input })
        : await store.app.removeVersion({ actor: store.admin, ...input });
    expect(ended).toMatchObject({ version: { status: to, onTrack: false }, downloadsStopped: true });
    expect(await state()).toMatchObject({ base: { id: first.id }, candidate: null });
    expect(await state(beta)).toMatchObject({ base: null, candidate: null });
    expect(store.audit.find(({ action }) => action === `version.${to}`)?.data).toEqual({
      reason: "It loses notes.",
    });
    await expect(start(1)).rejects.toEqual(failing("version_not_published"));
  });

  test("only administrators remove, and developers withdraw their own", async () => {
    const { store, versions } = await storeWithVersions();
    const input = { versionId: versions[0] as VersionId, reason: "No." };
    for (const actor of [store.developer, store.reviewer])
      await expect(store.app.removeVersion({ actor, ...input })).rejects.toEqual(failing("role_required"));
    for (const actor of [store.stranger, store.admin])
      await expect(store.app.withdrawVersion({ actor, ...input })).rejects.toEqual(failing("not_found"));
  });
});

describe("tracks", () => {
  const own = Track.parse("nightly-1");
  const device = { nameSha256: "a".repeat(64), label: "Ada's tablet" };

  test("every app has three, and can have its own up to a limit", async () => {
    const { store, app } = await storeWithVersions();
    const input = { actor: store.developer, appId: app.id };
    const names = async () => (await store.app.listTracks(input)).map(({ track }) => track.name);
    expect(await names()).toEqual(["stable", "beta", "internal"]);
    await store.app.addTrack({ ...input, track: { name: own, audience: "listed" } });
    await expect(store.app.addTrack({ ...input, track: { name: own, audience: "listed" } })).rejects.toEqual(
      failing("track_name_taken"),
    );
    for (let more = 4; more < mostTracks; more++)
      await store.app.addTrack({ ...input, track: { name: Track.parse(`t${more}`), audience: "everyone" } });
    await expect(
      store.app.addTrack({ ...input, track: { name: Track.parse("more"), audience: "listed" } }),
    ).rejects.toEqual(failing("track_limit_reached"));
    expect(await names()).toHaveLength(mostTracks);
  });

  test("of one's own can be removed, and goes on with its sequence when it comes back", async () => {
    const { store, app, versions, start, state } = await storeWithVersions();
    const track = { name: own, audience: "everyone" } as const;
    const input = { actor: store.developer, appId: app.id, track };
    const { id: trackId } = await store.app.addTrack(input);
    await start(0, atOnce, own);
    await start(1, atOnce, own);
    const candidate = await start(2, tenth, own);
    const remove = () => store.app.removeTrack({ actor: store.developer, trackId });
    await expect(remove()).rejects.toEqual(failing("release_under_way"));
    await store.app.rollBackRelease({ actor: store.developer, releaseId: candidate.id });
    await remove();
    expect(payloadsOf(store, "feed.write").at(-1)).toEqual({ appId: app.id, track: own });
    const all = await Promise.all(versions.map((id) => store.db.versions.find(system, id)));
    expect(all.map((version) => version?.onTrack)).toEqual([false, false, false]);
    expect((await store.app.addTrack(input)).sequence).toBe(5);
    expect(await state(own)).toMatchObject({ base: null, candidate: null });
    const { track: core } = await state();
    await expect(store.app.removeTrack({ actor: store.developer, trackId: core.id })).rejects.toEqual(
      failing("track_required"),
    );
  });

  test("list devices, which are their developer's business alone", async () => {
    const { store, state } = await storeWithVersions();
    const { track } = await state(Track.parse("internal"));
    const input = { actor: store.developer, trackId: track.id };
    await store.app.addTrackDevices({ ...input, devices: [device] });
    const query = ListQuery.parse({});
    const list = () => store.app.listTrackDevices({ ...input, query });
    expect((await list()).items).toMatchObject([{ ...device, addedBy: "developer" }]);
    const many = Array.from({ length: 1_000 }, (_, at) => ({
      ...device,
      nameSha256: `${at}`.padStart(64, "0"),
    }));
    await expect(store.app.addTrackDevices({ ...input, devices: many })).rejects.toEqual(
      failing("track_devices_exceeded"),
    );
    for (const actor of [store.stranger, store.admin])
      await expect(store.app.listTrackDevices({ ...input, actor, query })).rejects.toEqual(
        failing("not_found"),
      );
    await store.app.removeTrackDevice({ ...input, nameSha256: device.nameSha256 });
    expect((await list()).total).toBe(0);
    expect((await state(Track.parse("internal"))).track.sequence).toBe(2);
  });
});
