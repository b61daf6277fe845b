import { describe, expect, test } from "vitest";
import { type DeveloperId, newId, type VersionId } from "../../ids.ts";
import { ReviewQueueQuery } from "../../listing.ts";
import { claimLastsMs, newReview, type Review, type ReviewMessage } from "../../review.ts";
import { defaultReviewPolicy } from "../../review-policy.ts";
import type { ObservedDatabase } from "../memory-database.ts";
import { addApp, addPerson, addVersion, manifestOf, minute, newMark, warning } from "./sample-rows.ts";

const dayMs = 24 * 60 * 60 * 1000;

export function describeReviews(database: () => ObservedDatabase): void {
  const setUp = async (fields: Parameters<typeof addVersion>[2] = {}) => {
    const db = database();
    const { actor, user } = await addPerson(db);
    const { actor: reviewer } = await addPerson(db, { role: "reviewer", name: "Rea" });
    const mark = newMark();
    const app = await addApp(db, actor, { name: `Notes ${mark}` });
    const version = await addVersion(db, app, { status: "in_review", code: 1, ...fields });
    const save = (review: Partial<Review>) =>
      db.transaction(async (stores) => {
        await stores.reviews.save({ ...(await stores.reviews.hold(version.id)), ...review });
      });
    return { db, actor, user, reviewer, app, version, mark, save };
  };

  describe("reviews", () => {
    test("begin empty when they are first held, and keep all that is known", async () => {
      const { db, version, reviewer, save } = await setUp();
      expect(await db.reviews.find(version.id)).toBeNull();
      expect(await db.transaction((stores) => stores.reviews.hold(version.id))).toEqual(
        newReview(version.id),
      );
      const facts = {
        isFirst: false,
        newPermissions: 0,
        newFindings: 1,
        size: 12,
        sizeBefore: 10,
        isTrusted: true,
        published: 3,
        setbacks: 0,
      };
      const full: Review = {
        versionId: version.id,
        claim: { by: reviewer.userId, at: minute(1), seenAt: minute(2) },
        firstApproval: { by: reviewer.userId, at: minute(3) },
        lastWord: "developer",
        changesRequestedAt: minute(4),
        judgement: { policy: 3, rule: "Updates", outcome: "sample", look: false, facts },
        afterLook: "waiting",
      };
      await save(full);
      expect(await db.reviews.find(version.id)).toEqual(full);
      await save(newReview(version.id));
      expect(await db.reviews.find(version.id)).toEqual(newReview(version.id));
    });

    test("are held by one at a time", async () => {
      const { db, version } = await setUp();
      const order: string[] = [];
      const take = (name: string) =>
        db.transaction(async (stores) => {
          const review = await stores.reviews.hold(version.id);
          order.push(`${name} sees ${review.lastWord}`);
          await new Promise((done) => setTimeout(done, 20));
          await stores.reviews.save({ ...review, lastWord: "developer" });
        });
      await Promise.all([take("one"), take("other")]);
      expect(order.map((line) => line.split(" ").slice(1).join(" "))).toEqual([
        "sees null",
        "sees developer",
      ]);
      await expect(db.reviews.hold(version.id)).rejects.toThrow("inside a transaction");
    });

    test("tell whoever watches the version", async () => {
      const { db, version, save } = await setUp();
      let told = 0;
      const stop = db.changes.subscribe(`version:${version.id}`, () => told++);
      // PostgreSQL listens only once its connection is there.
      await expect
        .poll(async () => {
          await save({ lastWord: "developer" });
          return told;
        })
        .toBeGreaterThan(0);
      stop();
    });

    test("have a thread, of which notes are shown on demand", async () => {
      const { db, version, reviewer, user, save } = await setUp();
      await save({});
      const say = async (fields: Partial<ReviewMessage>) => {
        const message: ReviewMessage = {
          id: newId(minute(10 + (await db.reviews.countMessages(version.id)))),
          versionId: version.id,
          authorId: reviewer.userId,
          side: "reviewer",
          kind: "comment",
          text: "What is this for?",
          reasons: [],
          createdAt: minute(10),
          ...fields,
        };
        await db.reviews.say(message);
        return message;
      };
      const first = await say({});
      const note = await say({ kind: "note", text: "Looks odd." });
      const answer = await say({ authorId: user.id, side: "developer", text: "For fun." });
      const last = await say({
        kind: "changes",
        reasons: [{ code: "privacy", path: "a/b.js", finding: null }],
      });
      const all = await db.queries.listThread(version.id, { isInternal: true });
      expect(all).toEqual([
        { ...first, author: "Rea" },
        { ...note, author: "Rea" },
        { ...answer, author: user.name },
        { ...last, author: "Rea" },
      ]);
      const open = await db.queries.listThread(version.id, { isInternal: false });
      expect(open).toEqual(all.filter(({ id }) => id !== note.id));
      expect(await db.reviews.countMessages(version.id)).toBe(4);
      expect(await db.queries.namesOf([reviewer.userId, newId()])).toEqual(
        new Map([[reviewer.userId, "Rea"]]),
      );
    });

    test("are the affair of members, and of whoever has uploaded to the app", async () => {
      const { db, actor, reviewer, app, version } = await setUp();
      expect(await db.reviews.concerns(actor.userId, version)).toBe(true);
      expect(await db.reviews.concerns(reviewer.userId, version)).toBe(false);
      await addVersion(db, app, { status: "withdrawn", code: 2, createdBy: reviewer.userId });
      expect(await db.reviews.concerns(reviewer.userId, version)).toBe(true);
    });

    test("are the affair of the account that founded the app, though another has it now", async () => {
      const { db, actor, reviewer, version } = await setUp();
      const handedOver = { ...version, developerId: reviewer.developerId };
      expect(await db.reviews.concerns(actor.userId, handedOver)).toBe(true);
      expect(await db.reviews.concerns(reviewer.userId, handedOver)).toBe(true);
    });

    test("stay the affair of whoever was in the account when it was uploaded", async () => {
      const { db, actor, reviewer, app, version } = await setUp();
      const member = { userId: reviewer.userId, role: "viewer", at: minute(1) } as const;
      await db.accounts.addMember(actor.developerId, member);
      expect(await db.reviews.concerns(reviewer.userId, version)).toBe(true);
      await db.accounts.removeMember(actor.developerId, reviewer.userId);
      expect(await db.reviews.concerns(reviewer.userId, version)).toBe(true);
      const createdAt = new Date(Date.now() + dayMs);
      const later = await addVersion(db, app, { status: "in_review", code: 2, createdAt });
      expect(await db.reviews.concerns(reviewer.userId, later)).toBe(false);
    });

    test("compare with the last version that is published, not with what was taken back", async () => {
      const { db, app, version } = await setUp({ code: 9 });
      expect(await db.reviews.findPublishedBefore(version)).toBeNull();
      await addVersion(db, app, { status: "published", code: 3 });
      const latest = await addVersion(db, app, { status: "published", code: 5 });
      await addVersion(db, app, { status: "withdrawn", code: 6, publishedAt: minute(4) });
      await addVersion(db, app, { status: "published", code: 10 });
      expect((await db.reviews.findPublishedBefore(version))?.id).toBe(latest.id);
    });
  });

  describe("facts of submissions", () => {
    test("are told against the version published before, and by the account's record", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const app = await addApp(db, actor);
      const at = new Date(minute(0).getTime() + 100 * dayMs);
      const daysBefore = (days: number) => new Date(at.getTime() - days * dayMs);
      const add = (code: number, fields: Parameters<typeof addVersion>[2]) =>
        addVersion(db, app, { code, ...fields });
      await add(1, {
        status: "published",
        publishedAt: daysBefore(60),
        statusChangedAt: daysBefore(60),
        size: 500,
      });
      await add(2, {
        status: "published",
        publishedAt: daysBefore(5),
        statusChangedAt: daysBefore(5),
        size: 1000,
        manifest: { ...manifestOf(app, 2), permissions: ["camera", "network"] },
        findings: [warning],
      });
      await add(3, { status: "rejected", statusChangedAt: daysBefore(20), decidedAt: daysBefore(20) });
      const version = await add(4, {
        status: "draft",
        size: 1200,
        manifest: { ...manifestOf(app, 4), permissions: ["network", "location"] },
        findings: [warning, { ...warning, path: "other.zip" }],
      });
      const facts = async (days: number) =>
        (await db.reviews.facts({ versionId: version.id, at }, days)).map((one) => one.facts)[0];
      expect(await facts(30)).toEqual({
        isFirst: false,
        newPermissions: 1,
        newFindings: 1,
        size: 1200,
        sizeBefore: 1000,
        isTrusted: false,
        published: 1,
        setbacks: 1,
      });
      expect(await facts(10)).toMatchObject({ published: 1, setbacks: 0 });
      expect(await facts(90)).toMatchObject({ published: 2, setbacks: 1 });
      expect(await db.reviews.trust(actor.developerId, daysBefore(1))).toBe(true);
      expect(await facts(30)).toMatchObject({ isTrusted: true });
      expect(await db.queries.readDeveloperRecord(actor.developerId)).toMatchObject({
        isTrusted: true,
        apps: 1,
        versions: 4,
        published: 2,
        rejected: 1,
        members: [{ role: "owner" }],
      });
      await db.reviews.trust(actor.developerId, null);
      expect(await facts(30)).toMatchObject({ isTrusted: false });
      expect(await db.reviews.trust(newId<"developer">() as DeveloperId, at)).toBe(false);
      expect(await db.queries.readDeveloperRecord(newId())).toBeNull();
    });

    test("of a first version have nothing to compare with", async () => {
      const { db, version } = await setUp({ size: 7, findings: [warning] });
      const [known] = await db.reviews.facts({ versionId: version.id, at: minute(9) }, 30);
      expect(known).toEqual({
        versionId: version.id,
        facts: {
          isFirst: true,
          newPermissions: 0,
          newFindings: 1,
          size: 7,
          sizeBefore: null,
          isTrusted: false,
          published: 0,
          setbacks: 0,
        },
      });
    });

    test("are listed since a time, the latest first, each as it was then", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const app = await addApp(db, actor);
      // Far ahead of all other tests of the suite.
      const day = (days: number) => new Date(Date.UTC(2190, 0, 1) + days * dayMs);
      const first = await addVersion(db, app, {
        status: "published",
        code: 1,
        submittedAt: day(1),
        publishedAt: day(2),
        statusChangedAt: day(2),
      });
      const second = await addVersion(db, app, { status: "in_review", code: 2, submittedAt: day(3) });
      const list = async (since: Date, limit = 10) =>
        (await db.reviews.facts({ since, limit }, 30)).map(({ versionId, facts }) => [
          versionId,
          facts.isFirst,
          facts.published,
        ]);
      expect(await list(day(0))).toEqual([
        [second.id, false, 1],
        [first.id, true, 0],
      ]);
      expect(await list(day(3))).toEqual([[second.id, false, 1]]);
      expect(await list(day(0), 1)).toEqual([[second.id, false, 1]]);
    });
  });

  describe("the queue of reviewers", () => {
    test("tells who has a version in hand, what is answered, approved once or a sample", async () => {
      const { db, version, reviewer, save, mark } = await setUp();
      const at = minute(90);
      const find = async (show: string, viewer = reviewer.userId) => {
        const query = ReviewQueueQuery.parse({ search: mark, show });
        const { items } = await db.queries.listReviewQueue(query, { userId: viewer, at });
        return items.map(({ claimedBy, isApprovedOnce, isAnswered, sample }) => ({
          claimedBy: claimedBy?.name,
          isApprovedOnce,
          isAnswered,
          sample,
        }));
      };
      const plain = { claimedBy: undefined, isApprovedOnce: false, isAnswered: false, sample: null };
      expect(await find("all")).toEqual([plain]);
      expect(await find("unclaimed")).toEqual([plain]);
      for (const show of ["mine", "second", "answered", "samples"]) expect(await find(show)).toEqual([]);

      const seenAt = new Date(at.getTime() - claimLastsMs + 1000);
      await save({ claim: { by: reviewer.userId, at: minute(1), seenAt }, lastWord: "developer" });
      const claimed = { ...plain, claimedBy: "Rea", isAnswered: true };
      expect(await find("mine")).toEqual([claimed]);
      expect(await find("mine", newId())).toEqual([]);
      expect(await find("answered")).toEqual([claimed]);
      expect(await find("unclaimed")).toEqual([]);
      // An hour without a sign.
      await save({
        claim: { by: reviewer.userId, at: minute(1), seenAt: new Date(at.getTime() - claimLastsMs) },
        lastWord: null,
        firstApproval: { by: reviewer.userId, at: minute(5) },
      });
      expect(await find("second")).toEqual([{ ...plain, isApprovedOnce: true }]);
      expect(await find("mine")).toEqual([]);
      expect(version.status).toBe("in_review");
    });

    test("has what was approved without a person and is to be looked at, until somebody has", async () => {
      const { db, reviewer, save, mark } = await setUp({ status: "published" });
      const viewer = { userId: reviewer.userId, at: minute(90) };
      const list = async () =>
        (await db.queries.listReviewQueue(ReviewQueueQuery.parse({ search: mark, show: "samples" }), viewer))
          .items;
      expect(await list()).toEqual([]);
      await save({ afterLook: "waiting", lastWord: "developer" });
      expect(await list()).toMatchObject([{ sample: "look", isAnswered: false }]);
      await save({ afterLook: "done" });
      expect(await list()).toEqual([]);
    });

    test("can be read from either end", async () => {
      const { db, app, version, reviewer, mark } = await setUp({ submittedAt: minute(5) });
      const later = await addVersion(db, app, { status: "in_review", code: 2, submittedAt: minute(6) });
      const viewer = { userId: reviewer.userId, at: minute(90) };
      const list = async (order: string) => {
        const query = ReviewQueueQuery.parse({ search: mark, order });
        return (await db.queries.listReviewQueue(query, viewer)).items.map(({ versionId }) => versionId);
      };
      expect(await list("longest")).toEqual([version.id, later.id]);
      expect(await list("latest")).toEqual([later.id, version.id]);
    });

    test("gives each version its place", async () => {
      const { db, app } = await setUp();
      // Before all others of the suite.
      const early = (minutes: number) => new Date(Date.UTC(1990, 0, 1, 0, minutes));
      const second = await addVersion(db, app, { status: "in_review", code: 2, submittedAt: early(2) });
      const first = await addVersion(db, app, { status: "in_review", code: 3, submittedAt: early(1) });
      const draft = await addVersion(db, app, { status: "draft", code: 4 });
      const place = async (id: VersionId) => (await db.queries.readQueuePlace(id))?.position;
      expect(await place(first.id)).toBe(1);
      expect(await place(second.id)).toBe(2);
      expect((await db.queries.readQueuePlace(first.id))?.waiting).toBeGreaterThanOrEqual(3);
      expect(await db.queries.readQueuePlace(draft.id)).toBeNull();
    });

    test("tells how long people took, once there are five decisions", async () => {
      const { db, app, reviewer } = await setUp();
      // A month that no other test of the suite decides in.
      const at = new Date(Date.UTC(2180, 5, 30));
      const hours = (count: number) => count * 60 * 60 * 1000;
      let code = 10;
      const decide = (tookHours: number, fields: Partial<Parameters<typeof addVersion>[2]> = {}) =>
        addVersion(db, app, {
          status: "approved",
          code: code++,
          submittedAt: new Date(at.getTime() - hours(24 + tookHours)),
          decidedAt: new Date(at.getTime() - hours(24)),
          decidedBy: reviewer.userId,
          ...fields,
        });
      for (const took of [1, 2, 3, 4]) await decide(took);
      // Neither the policy's decisions count nor those of long ago.
      await decide(100, { decidedBy: null });
      await decide(100, { decidedAt: new Date(at.getTime() - 40 * dayMs) });
      expect(await db.queries.readReviewTimes(at)).toEqual({ decisions: 4, p50Ms: null, p90Ms: null });
      await decide(11);
      const times = await db.queries.readReviewTimes(at);
      expect(times.decisions).toBe(5);
      expect(times.p50Ms).toBeCloseTo(hours(3), -1);
      expect(times.p90Ms).toBeCloseTo(hours(4 + 7 * 0.6), -1);
    });
  });

  describe("review policies", () => {
    test("are counted, and the last one is in force", async () => {
      const { db, user } = await setUp();
      const before = (await db.reviews.policy()).number;
      const policy = { ...defaultReviewPolicy, approvals: 2 as const, sampleShare: 1_234 };
      const id = newId<"review-policy">();
      await db.reviews.changePolicy(id, policy, user.id);
      const inForce = await db.reviews.policy();
      expect(inForce).toMatchObject({ id, policy, changedBy: user.name });
      expect(inForce.number).toBeGreaterThan(before);
      const [latest] = await db.queries.listReviewPolicies(1);
      expect(latest).toMatchObject({ number: inForce.number, policy, changedBy: user.name });
      await db.reviews.changePolicy(newId(), defaultReviewPolicy, user.id);
      expect((await db.reviews.policy()).policy).toEqual(defaultReviewPolicy);
    });
  });
}
