import { beforeEach, describe, expect, test } from "vitest";
import { system, type UserActor } from "../actor.ts";
import type { App } from "../app.ts";
import { type DeveloperId, newId, type SweepRunId, type VersionId } from "../ids.ts";
import { ListQuery, RetainedQuery } from "../listing.ts";
import { stable } from "../object-keys.ts";
import type { PurgedVersion } from "../ports/retention.ts";
import type { Database } from "../ports/stores.ts";
import {
  defaultRetentionPolicy,
  type RetentionClass,
  type RetentionPolicy,
  retentionClassOf,
} from "../retention.ts";
import { type Version, versionStatuses } from "../version.ts";
import { addApp, addPerson, addVersion, sampleRelease } from "./conformance/sample-rows.ts";

/** A database of its own, and a way to have time pass in it. */
export interface AgingDatabase {
  db: Database;
  pass(hours: number): Promise<void>;
}

const many = 1000;
const day = 24;
const all = ListQuery.parse({});

/** What every database must do about keeping and deleting, in memory and real. Each test begins with an empty one. */
export function describeRetention(name: string, makeDatabase: () => Promise<AgingDatabase>): void {
  describe(`retention in ${name}`, () => {
    let db: Database;
    let pass: AgingDatabase["pass"];
    let admin: UserActor;
    let app: App;
    beforeEach(async () => {
      ({ db, pass } = await makeDatabase());
      ({ actor: admin } = await addPerson(db, { role: "admin", name: "Grace" }));
      app = await addApp(db, admin);
    });

    const draft = (code = 1, fields: Partial<Version> = {}) =>
      addVersion(db, app, { status: "draft", code, size: 1000 * code, ...fields });
    const run = async (): Promise<SweepRunId> => {
      const id = newId<"sweep-run">();
      await db.retention.beginRun(id);
      return id;
    };
    const claim = async (limit = many): Promise<PurgedVersion[]> => {
      const id = await run();
      return db.transaction((stores) => stores.retention.claimDue(id, limit));
    };
    const hold = (versionId: VersionId | null = null) => {
      const id = newId<"legal-hold">();
      const placed = { id, appId: app.id, versionId, reason: "A court asked.", placedBy: admin.userId };
      return db.transaction((stores) => stores.retention.placeHold(placed)).then(() => id);
    };
    const policyWith = (
      rules: Partial<RetentionPolicy["rules"]>,
      rest: Partial<RetentionPolicy> = {},
    ): RetentionPolicy => ({
      ...defaultRetentionPolicy,
      ...rest,
      rules: { ...defaultRetentionPolicy.rules, ...rules },
    });
    const decide = (policy: RetentionPolicy) =>
      db.retention.changePolicy(newId<"retention-policy">(), policy, admin.userId);
    const retained = async (fields: Partial<RetainedQuery> = {}) =>
      (await db.queries.listRetained({ ...RetainedQuery.parse({}), ...fields })).items;

    test("the policy is the default until one is decided, then the latest", async () => {
      expect(await db.retention.policy()).toEqual({
        policy: defaultRetentionPolicy,
        id: null,
        changedBy: null,
        changedAt: null,
      });
      await decide(policyWith({ draft: { keepHours: null, graceHours: 0 } }));
      const policy = policyWith({ draft: { keepHours: 48, graceHours: 12 } });
      await decide(policy);
      expect(await db.retention.policy()).toMatchObject({
        policy,
        id: expect.any(String),
        changedBy: "Grace",
        changedAt: expect.any(Date),
      });
    });

    test("a version's class follows from its status, whether a track leads to it, and whether it is gone", async () => {
      for (const [at, status] of versionStatuses.entries()) {
        const version = await addVersion(db, app, { status, code: at + 1 });
        const found = await db.queries.findRetained(version.id);
        expect(found?.class ?? null, status).toBe(retentionClassOf(version));
      }
      const published = await addVersion(db, app, { status: "published", code: 100 });
      const track = await db.tracks.findByName(system, app.id, stable);
      const first = sampleRelease(published, track, { status: "complete", completedIn: 1 });
      await db.releases.create(first);
      await db.releases.settle([app.id]);
      expect(await db.queries.findRetained(published.id)).toBeNull();
      expect(await db.versions.find(system, published.id)).toMatchObject({ onTrack: true });
      await db.releases.update({ ...first, status: "rolled_back" }, first);
      await db.releases.settle([app.id]);
      expect(await db.versions.find(system, published.id)).toMatchObject({ onTrack: false });
      expect(await db.queries.findRetained(published.id)).toMatchObject({ class: "off_track" });
    });

    test("a deletion is announced ahead of its grace period, and due at the end of its time", async () => {
      const { id } = await draft();
      await pass(27 * day - 2);
      expect(await db.retention.announce(many)).toBe(0);
      await pass(1);
      expect(await db.retention.announce(many)).toBe(1);
      expect(await db.retention.announce(many)).toBe(0);
      const [item] = await retained({ show: "announced" });
      expect(item).toMatchObject({ version: { id }, app: { id: app.id }, class: "draft", isHeld: false });
      const wait = (item?.dueAt?.getTime() ?? 0) - (item?.announcedAt?.getTime() ?? 0);
      expect(Math.round(wait / 3_600_000)).toBe(3 * day + 1);
      await pass(3 * day);
      expect(await claim()).toEqual([]);
      expect(await db.retention.dueTotals()).toMatchObject({ versions: 0, keptVersions: 1, keptBytes: 1000 });
      await pass(1);
      expect(await db.retention.dueTotals()).toEqual({
        versions: 1,
        bytes: 1000,
        keptVersions: 1,
        keptBytes: 1000,
      });
      expect(await claim()).toMatchObject([
        { id, appId: app.id, class: "draft", size: 1000, status: "draft" },
      ]);
      expect(await db.versions.find(system, id)).toMatchObject({
        status: "draft",
        purgedAt: expect.any(Date),
      });
      expect(await claim()).toEqual([]);
      expect(await db.retention.dueTotals()).toMatchObject({ versions: 0, keptVersions: 0 });
    });

    test("a deletion that is announced late still has its grace period", async () => {
      const { id } = await draft();
      await pass(100 * day);
      expect(await db.retention.announce(many)).toBe(1);
      expect(await claim()).toEqual([]);
      await pass(3 * day - 1);
      expect(await claim()).toEqual([]);
      await pass(1);
      expect(await claim()).toMatchObject([{ id }]);
    });

    test("without a grace period it is announced and due in the same run", async () => {
      const { id } = await addVersion(db, app, { status: "failed" });
      await pass(day);
      expect(await db.retention.announce(many)).toBe(1);
      expect(await claim()).toMatchObject([{ id, class: "failed", versionCode: null }]);
    });

    test("a change that makes a version useful again ends its announcement, and its time begins anew after that", async () => {
      const version = await draft();
      await pass(30 * day);
      await db.retention.announce(many);
      const submitted = { ...version, status: "in_review" as const, submittedAt: new Date() };
      await db.versions.update(submitted, version);
      await pass(3 * day);
      expect(await claim()).toEqual([]);
      await db.versions.update(version, submitted);
      expect(await db.retention.announce(many)).toBe(0);
      expect(await claim()).toEqual([]);
      await pass(27 * day);
      expect(await db.retention.announce(many)).toBe(1);
    });

    test("nothing changes a version any more that was claimed", async () => {
      const version = await draft();
      await pass(30 * day);
      await db.retention.announce(many);
      await pass(3 * day);
      expect(await claim()).toHaveLength(1);
      await expect(db.versions.update({ ...version, status: "in_review" }, version)).rejects.toEqual(
        expect.objectContaining({ code: "version_state_conflict" }),
      );
      expect(await db.retention.postpone(version.id)).toBe(false);
    });

    test("a claim inside a transaction that fails takes nothing", async () => {
      const { id } = await draft();
      await pass(30 * day);
      await db.retention.announce(many);
      await pass(3 * day);
      const sweep = await run();
      await expect(
        db.transaction(async (stores) => {
          expect(await stores.retention.claimDue(sweep, many)).toHaveLength(1);
          throw new Error("undone");
        }),
      ).rejects.toThrow("undone");
      expect(await claim()).toMatchObject([{ id }]);
      await expect(db.retention.claimDue(sweep, many)).rejects.toThrow("inside a transaction only");
    });

    test("an announced deletion can be called off, once, and the time begins anew", async () => {
      const { id } = await draft();
      expect(await db.retention.postpone(id)).toBe(false);
      await pass(30 * day);
      await db.retention.announce(many);
      expect(await db.retention.postpone(id)).toBe(true);
      expect(await db.retention.postpone(id)).toBe(false);
      await pass(3 * day);
      expect(await db.retention.announce(many)).toBe(0);
      expect(await claim()).toEqual([]);
      await pass(24 * day);
      expect(await db.retention.announce(many)).toBe(1);
    });

    test("a hold keeps a version, or all of an app's, until it is lifted; then there is a grace period again", async () => {
      const [one, other] = [await draft(1), await draft(2)];
      await pass(40 * day);
      await db.retention.announce(many);
      const onOne = await hold(one.id);
      expect(await db.retention.retract(many)).toBe(1);
      await pass(3 * day);
      expect(await claim()).toMatchObject([{ id: other.id }]);
      expect((await db.queries.listHolds(all)).items).toMatchObject([
        {
          id: onOne,
          app: { id: app.id },
          version: { id: one.id },
          reason: "A court asked.",
          placedBy: "Grace",
        },
      ]);
      expect(await retained({ show: "held" })).toMatchObject([
        { version: { id: one.id }, isHeld: true, dueAt: null },
      ]);
      const onAll = await hold();
      expect(await db.retention.liftHold(onOne, admin.userId)).toMatchObject({ versionId: one.id });
      expect(await db.retention.liftHold(onOne, admin.userId)).toBeNull();
      expect(await db.retention.announce(many)).toBe(0);
      await db.retention.liftHold(onAll, admin.userId);
      expect(await db.retention.announce(many)).toBe(1);
      expect(await claim()).toEqual([]);
      await pass(3 * day);
      expect(await claim()).toMatchObject([{ id: one.id }]);
      expect((await db.queries.listHolds(all)).items).toEqual([]);
    });

    test("another policy counts at once, for what is announced as well", async () => {
      const { id } = await draft();
      await pass(30 * day);
      await db.retention.announce(many);
      await decide(policyWith({ draft: { keepHours: 60 * day, graceHours: day } }));
      await pass(4 * day);
      expect(await claim()).toEqual([]);
      expect(await db.retention.retract(many)).toBe(1);
      await decide(policyWith({ draft: { keepHours: null, graceHours: 0 } }));
      await pass(1000 * day);
      expect(await db.retention.announce(many)).toBe(0);
      await decide(policyWith({ draft: { keepHours: 1, graceHours: 1 } }));
      expect(await db.retention.announce(many)).toBe(1);
      expect(await claim()).toEqual([]);
      await pass(1);
      expect(await claim()).toMatchObject([{ id }]);
    });

    test.each([
      { keepHours: 10 * day, passes: 10 * day, claimed: 1, what: "shorter" },
      { keepHours: 40 * day, passes: 36 * day, claimed: 0, what: "longer" },
      { keepHours: null, passes: 4000 * day, claimed: 0, what: "without an end" },
      { keepHours: 2, passes: 2, claimed: 1, what: "shorter than the grace period" },
    ])("an app can have a period of its own, $what", async ({ keepHours, passes, claimed }) => {
      await draft();
      const other = await addApp(db, admin);
      await addVersion(db, other, { status: "draft", code: 1 });
      const override = { appId: app.id, class: "draft" as RetentionClass, keepHours, reason: "They asked." };
      await db.retention.setOverride({ ...override, keepHours: 9 }, admin.userId);
      await db.retention.setOverride(override, admin.userId);
      expect((await db.queries.listOverrides(all)).items).toMatchObject([
        { app: { id: app.id }, class: "draft", keepHours, reason: "They asked.", setBy: "Grace" },
      ]);
      await db.retention.announce(many);
      await pass(passes);
      await db.retention.retract(many);
      await db.retention.announce(many);
      await pass(3 * day);
      const mine = (await claim()).filter(({ appId }) => appId === app.id);
      expect(mine).toHaveLength(claimed);
      expect(await db.retention.removeOverride(app.id, "draft")).toBe(true);
      expect(await db.retention.removeOverride(app.id, "draft")).toBe(false);
    });

    test("what was announced is counted by account, once for each run, with what a run that was cut off left", async () => {
      const end = (id: SweepRunId) =>
        db.retention.endRun(id, {
          outcome: "done",
          announced: 0,
          retracted: 0,
          purged: 0,
          purgedBytes: 0,
          due: { versions: 0, bytes: 0, keptVersions: 0, keptBytes: 0 },
        });
      const counted = (id: SweepRunId, after: DeveloperId | null = null, limit = many) =>
        db.retention.listAnnounced(id, { after, limit });
      const { actor: other } = await addPerson(db);
      const theirs = await addApp(db, other);
      for (const code of [1, 2]) await draft(code);
      await addVersion(db, theirs, { status: "draft", code: 1 });
      await pass(28 * day);
      const first = await run();
      expect(await counted(first)).toEqual([]);
      await db.retention.announce(many);
      const expected = [
        { developerId: admin.developerId, versions: 2 },
        { developerId: other.developerId, versions: 1 },
      ].sort((a, b) => (a.developerId < b.developerId ? -1 : 1));
      expect(await counted(first)).toEqual(expected);
      expect(await counted(first, null, 1)).toEqual(expected.slice(0, 1));
      expect(await counted(first, expected[0]?.developerId)).toEqual(expected.slice(1));
      await end(first);
      expect(await counted(await run())).toEqual([]);

      // That one was cut off after it had announced.
      await draft(3);
      await pass(28 * day);
      await run();
      await db.retention.announce(many);
      expect(await counted(await run())).toEqual([{ developerId: admin.developerId, versions: 1 }]);
    });

    test("several claim at once, each version once, and a bounded number", async () => {
      for (let code = 1; code <= 9; code++) await draft(code);
      await pass(40 * day);
      expect(await db.retention.announce(4)).toBe(4);
      expect(await db.retention.announce(many)).toBe(5);
      await pass(3 * day);
      expect(await claim(2)).toHaveLength(2);
      const claims = await Promise.all([1, 2, 3].map(() => claim(3)));
      // What one has in its hands is left out by the others.
      const rest = await claim();
      const ids = [...claims.flat(), ...rest].map(({ id }) => id);
      expect(new Set(ids).size).toBe(7);
      expect(ids).toHaveLength(7);
    });

    test("a run is listed with what it did, and one that was stopped can be approved once, while it is the latest", async () => {
      const due = { versions: 5, bytes: 500, keptVersions: 10, keptBytes: 1000 };
      const nothing = { announced: 0, retracted: 0, purged: 0, purgedBytes: 0 };
      const first = await run();
      await db.retention.endRun(first, { ...nothing, outcome: "stopped", due });
      await pass(1);
      const second = await run();
      expect((await db.queries.listSweepRuns(all)).items).toMatchObject([
        { id: second, outcome: "running", finishedAt: null },
        { id: first, outcome: "stopped", isWaiting: true, due, approvedBy: null },
      ]);
      await db.retention.endRun(second, { ...nothing, outcome: "stopped", due });
      expect(await db.retention.approveRun(first, admin.userId)).toBe(false);
      expect(await db.retention.findApproved(second)).toBeNull();
      expect(await db.retention.approveRun(second, admin.userId)).toBe(true);
      expect(await db.retention.approveRun(second, admin.userId)).toBe(false);
      expect(await db.retention.findApproved(second)).toEqual(due);
      expect((await db.queries.listSweepRuns(all)).items).toMatchObject([
        { id: second, isWaiting: false, approvedBy: "Grace", approvedAt: expect.any(Date) },
        { id: first, isWaiting: false },
      ]);
    });

    test("a run's report names what it deleted", async () => {
      const [small, large] = [await draft(1), await draft(2)];
      await pass(40 * day);
      await db.retention.announce(many);
      await pass(3 * day);
      const id = await run();
      await db.transaction((stores) => stores.retention.claimDue(id, many));
      const end = { announced: 2, retracted: 0, purged: 2, purgedBytes: 3000 };
      const due = { versions: 2, bytes: 3000, keptVersions: 2, keptBytes: 3000 };
      await db.retention.endRun(id, { ...end, outcome: "done", due });
      const report = await db.queries.findSweepRun(id, all);
      expect(report?.run).toMatchObject({ id, ...end, due, outcome: "done", finishedAt: expect.any(Date) });
      expect(report?.purges.items).toMatchObject([
        { version: { id: large.id, versionCode: 2 }, app: { id: app.id }, class: "draft" },
        { version: { id: small.id, versionCode: 1 } },
      ]);
      expect(report?.purges.items[0]?.dueAt).toEqual(expect.any(Date));
      expect(await db.queries.findSweepRun(newId(), all)).toBeNull();
    });

    test("a forecast says what goes when under any policy, by class and by app", async () => {
      const other = await addApp(db, admin, { name: "Other" });
      await draft(1);
      await draft(2);
      await addVersion(db, other, { status: "rejected", code: 1, size: 50 });
      const held = await draft(3);
      await hold(held.id);
      const sums = async (policy: RetentionPolicy, days: number) =>
        (await db.queries.forecast(policy, days)).map(({ class: of, versions, bytes }) => [
          of,
          versions,
          bytes,
        ]);
      expect(await sums(defaultRetentionPolicy, 1)).toEqual([]);
      expect(await sums(defaultRetentionPolicy, 8)).toEqual([["rejected", 1, 50]]);
      expect(await sums(defaultRetentionPolicy, 40)).toEqual([
        ["rejected", 1, 50],
        ["draft", 2, 3000],
      ]);
      const shorter = policyWith({ draft: { keepHours: 2 * day, graceHours: 0 } });
      expect(await sums(shorter, 40)).toEqual([
        ["draft", 2, 3000],
        ["rejected", 1, 50],
      ]);
      const apps = await db.queries.listForecastApps(shorter, 40, all);
      expect(apps.items).toMatchObject([
        { app: { id: app.id }, versions: 2, bytes: 3000, first: expect.any(Date) },
        { app: { id: other.id }, versions: 1, bytes: 50 },
      ]);
      const found = await db.queries.listForecastApps(shorter, 40, { ...all, search: "OTHER" });
      expect(found.total).toBe(1);
      const [first] = await db.queries.forecast(defaultRetentionPolicy, 40);
      const onDay = first?.day.toISOString().slice(0, 10) ?? "";
      expect(await retained({ day: onDay })).toMatchObject([{ class: "rejected" }]);
      expect(await retained({ class: "draft" })).toHaveLength(3);
      expect((await retained()).map(({ class: of }) => of)[0]).toBe("rejected");
    });
  });
}
