import { describe, expect, test } from "vitest";
import { system } from "../../actor.ts";
import type { App } from "../../app.ts";
import { type InstallReportId, newId, type ReleaseGroupId, type ReleaseId } from "../../ids.ts";
import { ListQuery } from "../../listing.ts";
import { stable, Track } from "../../object-keys.ts";
import { noInstalls, type Release } from "../../release.ts";
import type { ObservedDatabase } from "../memory-database.ts";
import { addApp, addPerson, addVersion, failing, minute, sampleRelease } from "./sample-rows.ts";

const all = ListQuery.parse({});
const own = Track.parse("nightly-1");
const hashOf = (at: number) => `${at}`.padStart(64, "0");

export function describeReleases(database: () => ObservedDatabase): void {
  async function appWithVersion() {
    const db = database();
    const { actor, user } = await addPerson(db);
    const app = await addApp(db, actor);
    const version = await addVersion(db, app, { status: "published", code: 1 });
    const track = await db.tracks.findByName(actor, app.id, stable);
    if (!track) throw new Error("the app has no stable track");
    const add = async (fields: Partial<Release> = {}) => {
      const release = sampleRelease(version, track, fields);
      await db.releases.create(release);
      return release;
    };
    return { db, actor, user, app, version, track, add };
  }

  describe("tracks", () => {
    test("are there from an app's creation, and seen by who sees the app", async () => {
      const { db, actor, app, track } = await appWithVersion();
      const { actor: stranger } = await addPerson(db);
      const { actor: reviewer } = await addPerson(db, { role: "reviewer" });
      const found = await db.tracks.list(actor, app.id);
      expect(found.map(({ name, audience, sequence }) => [name, audience, sequence])).toEqual([
        ["stable", "everyone", 0],
        ["beta", "everyone", 0],
        ["internal", "listed", 0],
      ]);
      for (const [who, seen] of [
        [actor, track],
        [system, track],
        [reviewer, track],
        [stranger, null],
      ] as const) {
        expect(await db.tracks.find(who, track.id)).toEqual(seen);
        expect(await db.tracks.findByName(who, app.id, stable)).toEqual(seen);
        expect(await db.tracks.list(who, app.id)).toHaveLength(seen ? 3 : 0);
      }
    });

    test("have names of their own in an app, and keep their number over a removal", async () => {
      const { db, actor, app } = await appWithVersion();
      const track = { id: newId<"track">(), appId: app.id, name: own, audience: "listed" as const };
      const made = await db.tracks.create(track);
      expect(made).toEqual({ ...track, sequence: 0 });
      await expect(db.tracks.create({ ...track, id: newId() })).rejects.toEqual(failing("track_name_taken"));
      expect(await db.tracks.advance([made.id])).toEqual([{ ...made, sequence: 1 }]);
      await db.tracks.addDevices(made.id, [{ nameSha256: hashOf(1), label: "One" }], actor.userId, 5);
      await db.tracks.remove(made.id);
      expect(await db.tracks.find(actor, made.id)).toBeNull();
      expect(await db.tracks.findByName(actor, app.id, own)).toBeNull();
      const again = await db.tracks.create({ ...track, id: newId(), audience: "everyone" });
      expect(again).toEqual({ ...made, audience: "everyone", sequence: 1 });
      expect((await db.tracks.list(actor, app.id)).at(-1)).toEqual(again);
      expect((await db.queries.listTrackDevices(actor, made.id, all)).total).toBe(0);
    });

    test("list devices once each, and no more than may be, whoever adds at the same time", async () => {
      const { db, actor, user, track } = await appWithVersion();
      const add = (from: number, label = "One") => {
        const devices = [from, from + 1].map((at) => ({ nameSha256: hashOf(at), label }));
        return db.tracks.addDevices(track.id, devices, actor.userId, 5);
      };
      const added = await Promise.all([add(0), add(2), add(4), add(6)]);
      expect(added.filter(Boolean)).toHaveLength(2);
      const listed = (await db.queries.listTrackDevices(actor, track.id, all)).items;
      expect(listed).toHaveLength(4);
      const first = listed[0]?.nameSha256 ?? "";
      expect(
        await db.tracks.addDevices(track.id, [{ nameSha256: first, label: "Renamed" }], actor.userId, 4),
      ).toBe(true);
      const found = await db.queries.listTrackDevices(actor, track.id, { ...all, search: "rename" });
      expect(found.items).toEqual([
        { nameSha256: first, label: "Renamed", addedBy: user.name, addedAt: expect.any(Date) },
      ]);
      expect(await db.tracks.removeDevice(track.id, first)).toBe(true);
      expect(await db.tracks.removeDevice(track.id, first)).toBe(false);
    });
  });

  describe("releases", () => {
    test("keep all that is known of them, and change when they are as they were read", async () => {
      const { db, actor, add } = await appWithVersion();
      const groupId: ReleaseGroupId = newId();
      await db.releases.createGroup({ id: groupId, by: actor.userId, at: minute(9) });
      const ramp = { stepBasisPoints: 500, everyHours: 4 };
      const release = await add({ groupId, ramp, raisesAt: minute(70) });
      expect(await db.releases.find(actor, release.id)).toEqual(release);
      expect(await db.releases.listOfGroup(groupId)).toEqual([release]);
      const paused: Release = { ...release, status: "paused", pausedFor: "failures", raisesAt: null };
      const results = await Promise.allSettled([
        db.releases.update(paused, release),
        db.releases.update(paused, release),
      ]);
      const lost = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
      expect(lost).toEqual([failing("release_state_conflict")]);
      await expect(db.releases.update(release, { ...paused, basisPoints: 1 })).rejects.toEqual(
        failing("release_state_conflict"),
      );
      expect(await db.releases.find(system, release.id)).toEqual(paused);
    });

    test("are one of a kind on a track", async () => {
      const { add } = await appWithVersion();
      await add({ status: "rolling" });
      await add({ status: "complete", completedIn: 1 });
      await add({ status: "scheduled", startsAt: minute(60) });
      await add({ status: "superseded", completedIn: 0 });
      for (const fields of [
        { status: "paused" },
        { status: "complete", completedIn: 2 },
        { status: "scheduled", startsAt: minute(70) },
      ] as const)
        await expect(add(fields)).rejects.toEqual(failing("release_under_way"));
    });

    test("are listed for who sees the app: the latest first, of a track, by version", async () => {
      const { db, actor, user, app, version, track, add } = await appWithVersion();
      const { actor: stranger } = await addPerson(db);
      const old = await add({ status: "rolled_back", createdBy: user.id, createdAt: minute(11) });
      const late = await add({ createdAt: minute(12) });
      const list = (fields: object = {}, who = actor) =>
        db.queries.listReleases(who, app.id, { ...all, trackId: null, ...fields });
      expect((await list()).items).toEqual([
        expect.objectContaining({ release: late, createdBy: null }),
        {
          release: old,
          track: { id: track.id, name: "stable" },
          version: { id: version.id, versionCode: 1, version: "1.0.1" },
          createdBy: user.name,
        },
      ]);
      expect((await list({ trackId: newId() })).total).toBe(0);
      expect((await list({ search: "1.0.1" })).total).toBe(2);
      expect((await list({ search: "%" })).total).toBe(0);
      expect((await list({}, stranger)).total).toBe(0);
      expect(await db.releases.find(stranger, late.id)).toBeNull();
      expect(await db.releases.listHeads([app.id])).toEqual([late]);
      expect(await db.releases.listOfVersion(version.id)).toEqual([late]);
    });

    test("stand on their tracks, with their versions and what lies beneath", async () => {
      const { db, actor, app, version, track, add } = await appWithVersion();
      const { actor: stranger } = await addPerson(db);
      const older = await add({ status: "superseded", completedIn: 1, basisPoints: 10_000 });
      const base = await add({ status: "complete", completedIn: 2 });
      const candidate = await add({ status: "paused", haltThreshold: 250 });
      const scheduled = await add({ status: "scheduled", startsAt: minute(60) });
      await db.tracks.addDevices(track.id, [{ nameSha256: hashOf(1), label: "One" }], actor.userId, 5);
      const shown = (release: Release) => ({
        ...release,
        version: { id: version.id, versionCode: 1, version: "1.0.1" },
      });
      const nothing = { devices: 0, base: null, candidate: null, scheduled: null, beneath: null };
      expect(await db.queries.listTracks(actor, app.id)).toEqual([
        {
          track,
          devices: 1,
          base: shown(base),
          candidate: shown(candidate),
          scheduled: shown(scheduled),
          beneath: shown(older),
        },
        { ...nothing, track: expect.objectContaining({ name: "beta" }) },
        { ...nothing, track: expect.objectContaining({ name: "internal" }) },
      ]);
      expect(await db.queries.listTracks(stranger, app.id)).toEqual([]);
    });

    test("are of versions that are published", async () => {
      const { db, actor, app, version } = await appWithVersion();
      const { actor: stranger } = await addPerson(db);
      const newer = await addVersion(db, app, { status: "published", code: 12 });
      await addVersion(db, app, { status: "withdrawn", code: 13 });
      await addVersion(db, app, { status: "approved", code: 14 });
      const found = async (search = "", who = actor) =>
        (await db.queries.listReleasable(who, app.id, { ...all, search })).items;
      expect(await found()).toEqual([
        { id: newer.id, versionCode: 12, version: "1.0.12", publishedAt: newer.publishedAt },
        { id: version.id, versionCode: 1, version: "1.0.1", publishedAt: version.publishedAt },
      ]);
      expect((await found("0.12")).map(({ id }) => id)).toEqual([newer.id]);
      expect(await found("", stranger)).toEqual([]);
    });

    test("that paused by themselves wait for their developer, the latest first", async () => {
      const { db, actor, app, track, add } = await appWithVersion();
      const { actor: reviewer } = await addPerson(db, { role: "reviewer" });
      const other = await addApp(db, actor);
      const theirs = await addVersion(db, other, { status: "published", code: 1 });
      const beta = await db.tracks.findByName(system, other.id, Track.parse("beta"));
      const halted = { status: "paused", pausedFor: "failures" } as const;
      const first = await add({ ...halted, statusChangedAt: minute(30) });
      const late = sampleRelease(theirs, beta, { ...halted, statusChangedAt: minute(40) });
      await db.releases.create(late);
      const calm = await db.tracks.findByName(system, other.id, stable);
      await db.releases.create(sampleRelease(theirs, calm, { status: "paused" }));
      const found = await db.queries.listHalted(actor, { limit: 5 });
      expect(found.map(({ release }) => release.id)).toEqual([late.id, first.id]);
      expect(found[1]).toMatchObject({ app: { id: app.id }, track: { id: track.id, name: stable } });
      expect(await db.queries.listHalted(actor, { limit: 1 })).toEqual(found.slice(0, 1));
      expect(await db.queries.listHalted(actor, { appId: app.id, limit: 5 })).toEqual(found.slice(1));
      expect(await db.queries.listHalted(reviewer, { limit: 5 })).toEqual([]);
    });

    test("tell of themselves when they change and when devices report", async () => {
      const { db, app, add } = await appWithVersion();
      const told = async (change: () => Promise<unknown>) => {
        const heard = Promise.withResolvers<void>();
        const stop = db.changes.subscribe(`releases:${app.id}`, heard.resolve);
        await change();
        await heard.promise;
        stop();
      };
      let release: Release | undefined;
      await told(async () => {
        release = await add();
      });
      if (!release) throw new Error("nothing was added");
      const { id } = release;
      await told(() => db.releases.update({ ...release, basisPoints: 2_000 } as Release, release as Release));
      await told(() => db.releases.count([{ id: newId(), releaseId: id, outcome: "failed" }]));
    });

    test("what lies beneath is the latest superseded base whose version can still be had", async () => {
      const { db, app, track, add } = await appWithVersion();
      const of = async (code: number, fields: object) => addVersion(db, app, { code, ...fields });
      const first = await add({ status: "superseded", completedIn: 3, basisPoints: 10_000 });
      await add({ status: "superseded", completedIn: null });
      const withdrawn = await of(5, { status: "withdrawn" });
      await db.releases.create(sampleRelease(withdrawn, track, { status: "superseded", completedIn: 9 }));
      const lower = await of(6, { status: "published" });
      await db.releases.create(sampleRelease(lower, track, { status: "superseded", completedIn: 2 }));
      expect(await db.releases.findBeneath(track.id)).toEqual(first);
      await db.releases.settle([app.id]);
      expect(await db.versions.find(system, first.versionId)).toMatchObject({ onTrack: true });
      for (const { id } of [withdrawn, lower])
        expect(await db.versions.find(system, id)).toMatchObject({ onTrack: false });
    });

    test("are due when it is time: a group once, and only when all of its tracks are free", async () => {
      const { db, actor, add, version, app } = await appWithVersion();
      const now = await db.releases.now();
      const past = new Date(now.getTime() - 60_000);
      const other: App = await addApp(db, actor);
      const theirs = await addVersion(db, other, { status: "published", code: 1 });
      const theirTrack = await db.tracks.findByName(system, other.id, stable);
      const groupId: ReleaseGroupId = newId();
      await db.releases.createGroup({ id: groupId, by: actor.userId, at: past });
      const one = await add({ status: "scheduled", startsAt: past, groupId });
      await db.releases.create(
        sampleRelease(theirs, theirTrack, { status: "scheduled", startsAt: past, groupId }),
      );
      const due = async () =>
        (await db.releases.listDue(1_000)).filter(({ appIds }) => appIds.includes(app.id));
      expect(await due()).toMatchObject([{ groupId }]);
      expect([...((await due())[0]?.appIds ?? [])].sort()).toEqual([app.id, other.id].sort());
      const taken = sampleRelease(theirs, theirTrack);
      await db.releases.create(taken);
      expect(await due()).toEqual([]);
      await db.releases.update({ ...taken, status: "rolled_back" }, taken);
      await db.releases.update({ ...one, status: "cancelled", startsAt: null }, one);
      const beta = await db.tracks.findByName(system, app.id, Track.parse("beta"));
      const ramp = { stepBasisPoints: 1, everyHours: 1 };
      const rolling = sampleRelease(version, beta, { ramp, raisesAt: past });
      await db.releases.create(rolling);
      const found = (await db.releases.listDue(1_000)).filter(({ id }) => id === rolling.id);
      expect(found).toEqual([{ id: rolling.id, groupId: null, appIds: [app.id] }]);
    });

    test("count what devices report, each report once, in batches at the same time", async () => {
      const { db, add } = await appWithVersion();
      const one = await add();
      const other = await add({ status: "complete", completedIn: 1 });
      const reports = Array.from({ length: 60 }, (_, at) => ({
        id: newId() as InstallReportId,
        releaseId: (at % 3 === 0 ? other : one).id,
        outcome: at % 4 === 0 ? ("failed" as const) : ("installed" as const),
      }));
      const batches = [reports, reports.toReversed(), reports.slice(10), [...reports, ...reports]];
      await Promise.all(batches.map((batch) => db.releases.count(batch)));
      const unknown = { id: newId() as InstallReportId, releaseId: newId() as ReleaseId };
      expect(await db.releases.count([{ ...unknown, outcome: "failed" }])).toEqual([]);
      expect(await db.releases.count(reports)).toEqual([]);
      const counts = async ({ id }: Release) => (await db.releases.find(system, id))?.counts;
      expect(await counts(one)).toEqual({ ...noInstalls, installed: 30, failed: 10 });
      expect(await counts(other)).toEqual({ ...noInstalls, installed: 15, failed: 5 });
      const more = { id: newId() as InstallReportId, releaseId: one.id, outcome: "failed" as const };
      expect(await db.releases.count([more])).toMatchObject([{ id: one.id, counts: { failed: 11 } }]);
      await db.releases.forgive(one.id);
      await db.releases.update({ ...one, basisPoints: 2_000 }, one);
      expect(await counts(one)).toEqual({
        installed: 30,
        failed: 11,
        forgiven: { installed: 30, failed: 11 },
      });
      expect(await db.releases.forgetReports(1, 10)).toBe(0);
    });
  });
}
