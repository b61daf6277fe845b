import { describe, expect, test } from "vitest";
import { actorOf } from "../account.ts";
import { system, type UserActor } from "../actor.ts";
import { newId } from "../ids.ts";
import { claimLastsMs, mostMessages } from "../review.ts";
import { defaultReviewPolicy } from "../review-policy.ts";
import { failing } from "../testing/conformance/sample-rows.ts";
import {
  actionsOn,
  addSampleApp,
  addSampleDraft,
  addSampleSubmission,
  createSampleStore,
  endsAfterEveryCrash,
  type SampleStore,
} from "../testing/index.ts";
import type { Decision } from "./review-version.ts";

const approved: Decision = { verdict: "approved" };

async function storeInReview() {
  const store = await createSampleStore();
  const app = await addSampleApp(store);
  const versionId = await addSampleSubmission(store, app);
  const other = await addReviewer(store, "other");
  return { store, app, versionId, other };
}

async function addReviewer(store: SampleStore, subject: string): Promise<UserActor> {
  const identity = { provider: "demo", subject, name: subject, email: null, avatarUrl: null } as const;
  const { user } = await store.app.signIn({ identity, userAgent: "test" });
  return { ...actorOf(user), role: "reviewer" };
}

async function requireTwo(store: SampleStore): Promise<void> {
  await store.app.changeReviewPolicy({
    actor: store.admin,
    policy: { ...defaultReviewPolicy, approvals: 2 },
  });
}

const versionOf = (store: SampleStore, versionId: Awaited<ReturnType<typeof addSampleDraft>>) =>
  store.db.versions.find(system, versionId);

describe("claiming", () => {
  test("shows who has a version in hand; others wait, take it over with a word, or an hour", async () => {
    const { store, versionId, other } = await storeInReview();
    const mine = { actor: store.reviewer, versionId };
    await store.app.claimReview(mine);
    const sheet = await store.app.readReview({ actor: other, versionId });
    expect(sheet.claim).toMatchObject({ userId: store.reviewer.userId, name: "reviewer" });
    const decide = () => store.app.reviewVersion({ actor: other, versionId, decision: approved });
    await expect(store.app.claimReview({ actor: other, versionId })).rejects.toEqual(
      failing("review_claimed"),
    );
    await expect(decide()).rejects.toEqual(failing("review_claimed"));

    // A sign from time to time keeps it.
    store.clock.advance(claimLastsMs - 1);
    await store.app.claimReview(mine);
    store.clock.advance(claimLastsMs - 1);
    await expect(decide()).rejects.toEqual(failing("review_claimed"));
    await store.app.claimReview({ actor: other, versionId, word: "It is urgent." });
    await expect(store.app.claimReview(mine)).rejects.toEqual(failing("review_claimed"));
    const { thread } = await store.app.readReview(mine);
    expect(thread).toMatchObject([{ kind: "takeover", text: "It is urgent.", author: "other" }]);

    store.clock.advance(claimLastsMs);
    await store.app.claimReview(mine);
    expect(actionsOn(store, versionId).slice(-3)).toEqual([
      "review.claimed",
      "review.taken_over",
      "review.claimed",
    ]);
  });

  test("at the same moment gives it to one", async () => {
    const { store, versionId, other } = await storeInReview();
    const results = await Promise.allSettled(
      [store.reviewer, other].map((actor) => store.app.claimReview({ actor, versionId })),
    );
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  test("can be put down, by whoever has it", async () => {
    const { store, versionId, other } = await storeInReview();
    await store.app.claimReview({ actor: store.reviewer, versionId });
    await store.app.releaseReview({ actor: other, versionId });
    expect((await store.db.reviews.find(versionId))?.claim?.by).toBe(store.reviewer.userId);
    await store.app.releaseReview({ actor: store.reviewer, versionId });
    expect((await store.db.reviews.find(versionId))?.claim).toBeNull();
    await store.app.reviewVersion({ actor: other, versionId, decision: approved });
  });

  test("is for what is in review", async () => {
    const { store, versionId } = await storeInReview();
    await store.app.reviewVersion({ actor: store.reviewer, versionId, decision: approved });
    await expect(store.app.claimReview({ actor: store.reviewer, versionId })).rejects.toEqual(
      failing("review_not_open"),
    );
  });
});

describe("the thread", () => {
  test("has both sides, and notes that reviewers alone read", async () => {
    const { store, versionId } = await storeInReview();
    const reviewer = { actor: store.reviewer, versionId };
    await store.app.commentOnReview({ ...reviewer, comment: { text: " What is it for? " } });
    await store.app.commentOnReview({ ...reviewer, comment: { text: "Odd.", internal: true } });
    const status = () => store.app.readReviewStatus({ actor: store.developer, versionId });
    expect((await status()).wait).toBe("your_answer");
    await store.app.answerReview({ actor: store.developer, versionId, text: "For notes." });
    const seen = (thread: Awaited<ReturnType<typeof status>>["thread"]) =>
      thread.map(({ side, kind, text }) => [side, kind, text]);
    expect(seen((await status()).thread)).toEqual([
      ["reviewer", "comment", "What is it for?"],
      ["developer", "comment", "For notes."],
    ]);
    expect(seen((await store.app.readReview(reviewer)).thread)).toHaveLength(3);
    expect((await status()).wait).toBe("line");
    const ours = await store.db.queries.listHistory(store.developer, versionId);
    expect(ours.map(({ action }) => action)).not.toContain("review.noted");
  });

  test("ends at a length at which it is no review any more", async () => {
    const { store, versionId } = await storeInReview();
    for (let at = 0; at < mostMessages; at++)
      await store.db.reviews.say({
        id: newId(),
        versionId,
        authorId: store.reviewer.userId,
        side: "reviewer",
        kind: "comment",
        text: "x",
        reasons: [],
        createdAt: store.clock.now(),
      });
    const write = store.app.answerReview({ actor: store.developer, versionId, text: "More." });
    await expect(write).rejects.toEqual(failing("review_thread_full"));
    // A decision is always possible.
    await store.app.reviewVersion({ actor: store.reviewer, versionId, decision: approved });
  });

  test("is closed to those it is none of the business of", async () => {
    const { store, versionId } = await storeInReview();
    const viewer: UserActor = { ...store.developer, accountRole: "viewer" };
    const answer = (actor: UserActor) => store.app.answerReview({ actor, versionId, text: "Hello." });
    await expect(answer(store.stranger)).rejects.toEqual(failing("not_found"));
    await expect(answer(store.reviewer)).rejects.toEqual(failing("not_found"));
    await expect(answer(viewer)).rejects.toEqual(failing("account_role_required"));
    const token = {
      id: newId<"access-token">(),
      scopes: ["read", "upload", "publish"] as const,
      appId: null,
    };
    await expect(answer({ ...store.developer, token })).rejects.toEqual(failing("token_not_allowed"));
    const comment = { text: "Hello." };
    for (const actor of [store.developer, store.stranger])
      await expect(store.app.commentOnReview({ actor, versionId, comment })).rejects.toEqual(
        failing("role_required"),
      );
    await expect(store.app.readReviewStatus({ actor: store.stranger, versionId })).rejects.toEqual(
      failing("not_found"),
    );
    await expect(store.app.readReviewPulse({ actor: store.stranger, versionId })).rejects.toEqual(
      failing("not_found"),
    );
    await expect(store.app.readReview({ actor: store.stranger, versionId })).rejects.toEqual(
      failing("role_required"),
    );
  });

  test("begins with the submission", async () => {
    const store = await createSampleStore();
    const app = await addSampleApp(store);
    const draft = await addSampleDraft(store, app);
    const answer = { actor: store.developer, versionId: draft, text: "Hello." };
    await expect(store.app.answerReview(answer)).rejects.toEqual(failing("review_not_open"));
  });

  test("changes the pulse that pages follow, and signs of a claim do not", async () => {
    const { store, versionId } = await storeInReview();
    const pulse = async () =>
      (await store.app.readReviewPulse({ actor: store.developer, versionId })).revision;
    const pulses = [await pulse()];
    await store.app.claimReview({ actor: store.reviewer, versionId });
    pulses.push(await pulse());
    store.clock.advance(1000);
    await store.app.claimReview({ actor: store.reviewer, versionId });
    expect(await pulse()).toBe(pulses[1]);
    await store.app.answerReview({ actor: store.developer, versionId, text: "Hello." });
    pulses.push(await pulse());
    await store.app.reviewVersion({ actor: store.reviewer, versionId, decision: approved });
    pulses.push(await pulse());
    expect(new Set(pulses).size).toBe(4);
  });
});

describe("asking for changes", () => {
  test("gives the version back, and the thread goes on when it is submitted again", async () => {
    const { store, app, versionId } = await storeInReview();
    const request = {
      text: "Say what the camera is for.",
      reasons: [{ code: "permission_unexplained" as const }],
    };
    await store.app.requestChanges({ actor: store.reviewer, versionId, request });
    expect(await versionOf(store, versionId)).toMatchObject({ status: "draft", decidedAt: null });
    const status = () => store.app.readReviewStatus({ actor: store.developer, versionId });
    expect(await status()).toMatchObject({
      wait: "changes",
      isOpen: true,
      thread: [{ kind: "changes", reasons: [{ code: "permission_unexplained", path: null }] }],
    });
    // Reviewers go on seeing it, and it is in nobody's queue.
    expect((await store.app.readReview({ actor: store.reviewer, versionId })).version.status).toBe("draft");
    expect(await store.db.queries.readQueuePlace(versionId)).toBeNull();

    await store.app.updateApp({
      actor: store.developer,
      appId: app.id,
      changes: { description: "The camera is for pictures." },
    });
    await store.app.answerReview({ actor: store.developer, versionId, text: "It says so now." });
    await store.app.submitVersion({ actor: store.developer, versionId });
    const again = await status();
    expect(again.thread).toHaveLength(2);
    expect(again.wait).toBe("line");
    const [item] = await queue(store);
    expect(item).toMatchObject({ versionId, isAnswered: true });
    expect(actionsOn(store, versionId)).toEqual([
      "version.received",
      "version.passed",
      "version.submitted",
      "version.changes_requested",
      "review.answered",
      "version.submitted",
    ]);
  });

  test("happens once, and says what", async () => {
    const { store, versionId } = await storeInReview();
    const ask = (text: string) =>
      store.app.requestChanges({ actor: store.reviewer, versionId, request: { text } });
    await expect(ask("  ")).rejects.toThrow();
    await ask("Mend it.");
    await expect(ask("Mend it.")).rejects.toEqual(failing("version_state_conflict"));
  });
});

async function queue(store: SampleStore) {
  const query = { search: "", page: 1, show: "all", order: "longest" } as const;
  const viewer = { userId: store.reviewer.userId, at: store.clock.now() };
  return (await store.db.queries.listReviewQueue(query, viewer)).items;
}

describe("four eyes", () => {
  test("take two people: the first approval is noted and shown", async () => {
    const { store, versionId, other } = await storeInReview();
    await requireTwo(store);
    const approve = (actor: UserActor) => store.app.reviewVersion({ actor, versionId, decision: approved });
    expect((await approve(store.reviewer)).status).toBe("in_review");
    expect(await queue(store)).toMatchObject([{ isApprovedOnce: true }]);
    expect((await store.app.readReview({ actor: other, versionId })).firstApproval).toMatchObject({
      userId: store.reviewer.userId,
    });
    expect((await store.app.readReviewStatus({ actor: store.developer, versionId })).wait).toBe(
      "second_approval",
    );
    await expect(approve(store.reviewer)).rejects.toEqual(failing("second_approval_needed"));
    expect(await approve(other)).toMatchObject({ status: "approved", decidedBy: other.userId });
  });

  test("are begun anew when the version was taken out of review", async () => {
    const { store, versionId, other } = await storeInReview();
    await requireTwo(store);
    await store.app.reviewVersion({ actor: store.reviewer, versionId, decision: approved });
    await store.app.cancelReview({ actor: store.developer, versionId });
    await store.app.submitVersion({ actor: store.developer, versionId });
    const decided = await store.app.reviewVersion({ actor: other, versionId, decision: approved });
    expect(decided.status).toBe("in_review");
  });

  test("need no second one to reject", async () => {
    const { store, versionId, other } = await storeInReview();
    await requireTwo(store);
    await store.app.reviewVersion({ actor: store.reviewer, versionId, decision: approved });
    const decision: Decision = {
      verdict: "rejected",
      reason: "It spies.",
      reasons: [{ code: "harmful", path: "main.js" }, { code: "privacy" }],
    };
    expect((await store.app.reviewVersion({ actor: other, versionId, decision })).status).toBe("rejected");
    const { thread } = await store.app.readReviewStatus({ actor: store.developer, versionId });
    expect(thread.at(-1)).toMatchObject({
      kind: "rejection",
      text: "It spies.",
      reasons: [
        { code: "harmful", path: "main.js", finding: null },
        { code: "privacy", path: null, finding: null },
      ],
    });
  });

  test("at the same moment come to one approval after the other", async () => {
    const { store, versionId, other } = await storeInReview();
    await requireTwo(store);
    const results = await Promise.all(
      [store.reviewer, other].map((actor) =>
        store.app.reviewVersion({ actor, versionId, decision: approved }),
      ),
    );
    expect(results.map(({ status }) => status).sort()).toEqual(["approved", "in_review"]);
  });
});

describe("one's own affair", () => {
  test("is every version of an account one belongs to, and of an app one has uploaded to", async () => {
    const { store, versionId, other } = await storeInReview();
    // They act for an account of their own, and belong to the other one as well.
    const member: UserActor = { ...store.developer, role: "reviewer", developerId: other.developerId };
    const acts = [
      () => store.app.reviewVersion({ actor: member, versionId, decision: approved }),
      () => store.app.claimReview({ actor: member, versionId }),
      () => store.app.requestChanges({ actor: member, versionId, request: { text: "x" } }),
      () => store.app.commentOnReview({ actor: member, versionId, comment: { text: "x" } }),
      () => store.app.releaseReview({ actor: member, versionId }),
    ];
    for (const act of acts) await expect(act()).rejects.toEqual(failing("own_app_review"));
    await store.app.commentOnReview({
      actor: store.reviewer,
      versionId,
      comment: { text: "Careful.", internal: true },
    });
    const sheet = await store.app.readReview({ actor: member, versionId });
    expect([sheet.isOwn, sheet.thread]).toEqual([true, []]);
  });
});

test("people are told of what happens to their versions, and reviewers of what waits", async () => {
  const { store, versionId } = await storeInReview();
  const told: string[] = [];
  const { transaction } = store.db;
  Object.assign(store.db, {
    transaction: (work: Parameters<typeof transaction>[0]) =>
      transaction((stores) =>
        work({
          ...stores,
          announcements: {
            ...stores.announcements,
            addAll: async (all) => {
              const ids = await stores.announcements.addAll(all);
              told.push(...all.map(({ kind, data }) => `${kind} ${data.app} ${data.version}`));
              return ids;
            },
          },
        }),
      ),
  });
  const { app } = store;
  const of = (actor: UserActor) => ({ actor, versionId });
  await app.commentOnReview({ ...of(store.reviewer), comment: { text: "Why?" } });
  await app.commentOnReview({ ...of(store.reviewer), comment: { text: "Odd.", internal: true } });
  await app.answerReview({ ...of(store.developer), text: "So." });
  await app.requestChanges({ ...of(store.reviewer), request: { text: "Mend it." } });
  await app.submitVersion(of(store.developer));
  await app.reviewVersion({ ...of(store.reviewer), decision: approved });
  await app.publishVersion(of(store.developer));
  await app.removeVersion({ ...of(store.admin), reason: "It spies." });
  expect(told).toEqual(
    [
      "review.commented",
      "review.answered",
      "review.changes_requested",
      "review.submitted",
      "review.approved",
      "version.published",
      "version.removed",
    ].map((kind) => `${kind} Notes 1.0.1`),
  );
});

test("whatever a decision dies after, it is made once", async () => {
  const ends = await endsAfterEveryCrash({
    begin: storeInReview,
    ports: ({ store }) => store,
    async run(ports, { store, versionId }) {
      const { reviewVersion } = await import("./review-version.ts");
      const current = await store.db.versions.find(system, versionId);
      if (current?.status === "in_review")
        await reviewVersion(ports, { actor: store.reviewer, versionId, decision: approved });
    },
    end: async ({ store, versionId }) => ({
      status: (await versionOf(store, versionId))?.status,
      said: await store.db.reviews.countMessages(versionId),
      approvals: actionsOn(store, versionId).filter((action) => action === "version.approved").length,
    }),
  });
  expect(ends.length).toBeGreaterThan(5);
  for (const { end, diedAfter } of ends)
    expect(end, diedAfter).toEqual({ status: "approved", said: 1, approvals: 1 });
});
