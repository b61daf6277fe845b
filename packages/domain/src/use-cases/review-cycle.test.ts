import { describe, expect, test } from "vitest";
import { system } from "../actor.ts";
import { failing } from "../testing/conformance/sample-rows.ts";
import {
  actionsOn,
  addSampleApp,
  addSampleApproval,
  addSampleDraft,
  addSampleSubmission,
  createSampleStore,
  payloadsOf,
  receiveSampleIcon,
  receiveSampleVersion,
} from "../testing/index.ts";
import { Decision } from "./review-version.ts";

const approved: Decision = { verdict: "approved", reason: "" };
const rejected: Decision = { verdict: "rejected", reason: "It does not start." };

async function storeWith(add: typeof addSampleDraft) {
  const store = await createSampleStore();
  const app = await addSampleApp(store);
  return { store, app, versionId: await add(store, app) };
}

describe("submitting a version", () => {
  test.each([
    { name: "an icon", hasIcon: false, description: "Long.", missing: "an icon" },
    { name: "a description", hasIcon: true, description: "", missing: "a description" },
    { name: "both", hasIcon: false, description: "", missing: "an icon and a description" },
  ])("waits for the listing to have $name", async ({ hasIcon, description, missing }) => {
    const { store, app, versionId } = await storeWith(addSampleDraft);
    const { id } = await receiveSampleIcon(store, { appId: app.id, bytes: new Uint8Array([1]) });
    await store.db.apps.update({ ...app, description, icon: hasIcon ? { id, contentHash: "ab" } : null });
    const submitting = store.app.submitVersion({ actor: store.developer, versionId });
    await expect(submitting).rejects.toEqual(failing("app_listing_incomplete"));
    await expect(submitting).rejects.toThrow(`still needs ${missing}.`);
    expect(await store.db.versions.find(system, versionId)).toMatchObject({ status: "draft" });
  });

  test("puts it in review, where reviewers see it; cancelling brings it back to its developer alone", async () => {
    const { store, versionId } = await storeWith(addSampleSubmission);
    const look = { actor: store.reviewer, versionId };
    expect((await store.app.getVersion(look)).version).toMatchObject({
      status: "in_review",
      submittedAt: store.clock.now(),
    });
    const cancelled = await store.app.cancelReview({ actor: store.developer, versionId });
    expect(cancelled).toMatchObject({ status: "draft", submittedAt: null });
    await expect(store.app.getVersion(look)).rejects.toEqual(failing("not_found"));
    await store.app.submitVersion({ actor: store.developer, versionId });
    expect(actionsOn(store, versionId)).toEqual([
      "version.received",
      "version.passed",
      "version.submitted",
      "version.review_cancelled",
      "version.submitted",
    ]);
  });

  test("works from a draft only, and so does cancelling from a review", async () => {
    const { store, versionId } = await storeWith(addSampleApproval);
    const input = { actor: store.developer, versionId };
    await expect(store.app.submitVersion(input)).rejects.toEqual(failing("version_state_conflict"));
    await expect(store.app.cancelReview(input)).rejects.toEqual(failing("version_state_conflict"));
  });

  test("cannot be cancelled while it is being checked, which would spare it the check", async () => {
    const store = await createSampleStore();
    const { id } = await receiveSampleVersion(store, { appId: (await addSampleApp(store)).id });
    const input = { actor: store.developer, versionId: id };
    await expect(store.app.cancelReview(input)).rejects.toEqual(failing("version_state_conflict"));
    expect(await store.db.versions.find(system, id)).toMatchObject({ status: "validating" });
  });
});

describe("deciding on a version", () => {
  test.each([approved, rejected])("keeps who decided, when and why: $verdict", async (decision) => {
    const { store, versionId } = await storeWith(addSampleSubmission);
    store.clock.advance(1000);
    await store.app.reviewVersion({ actor: store.reviewer, versionId, decision });
    expect(await store.db.versions.find(system, versionId)).toMatchObject({
      status: decision.verdict,
      decidedAt: store.clock.now(),
      decidedBy: store.reviewer.userId,
      decisionReason: decision.reason || null,
    });
    expect(store.audit.at(-1)).toMatchObject({
      actor: store.reviewer,
      action: `version.${decision.verdict}`,
      subjectId: versionId,
      data: { reason: decision.reason },
    });
  });

  test("takes the role; without it nobody even learns that the version exists", async () => {
    const { store, versionId } = await storeWith(addSampleSubmission);
    for (const actor of [store.developer, store.stranger])
      await expect(store.app.reviewVersion({ actor, versionId, decision: approved })).rejects.toEqual(
        failing("role_required"),
      );
    expect(await store.db.versions.find(system, versionId)).toMatchObject({ status: "in_review" });
  });

  test.each(["reviewer", "admin"] as const)("is not for the app's own developer, %s or not", async (role) => {
    const { store, versionId } = await storeWith(addSampleSubmission);
    const actor = { ...store.developer, role };
    await expect(store.app.reviewVersion({ actor, versionId, decision: approved })).rejects.toEqual(
      failing("own_app_review"),
    );
  });

  test("happens once: of two reviewers at the same time, one is told that it has moved on", async () => {
    const { store, versionId } = await storeWith(addSampleSubmission);
    const decide = (decision: Decision) =>
      store.app.reviewVersion({ actor: store.reviewer, versionId, decision });
    const results = await Promise.allSettled([decide(approved), decide(rejected)]);
    const [won] = results.filter((result) => result.status === "fulfilled");
    const lost = results.filter((result) => result.status === "rejected");
    expect(lost.map(({ reason }) => reason as unknown)).toEqual([failing("version_state_conflict")]);
    expect(await store.db.versions.find(system, versionId)).toEqual(won?.value);
  });

  test("does not reach drafts, which reviewers do not see", async () => {
    const { store, versionId } = await storeWith(addSampleDraft);
    await expect(
      store.app.reviewVersion({ actor: store.reviewer, versionId, decision: approved }),
    ).rejects.toEqual(failing("not_found"));
  });

  test.each([
    { input: { verdict: "approved" }, ok: true },
    { input: { verdict: "rejected", reason: "Broken." }, ok: true },
    { input: { verdict: "rejected", reason: "   " }, ok: false },
    { input: { verdict: "rejected" }, ok: false },
    { input: { verdict: "rejected", reason: "x".repeat(4001) }, ok: false },
    { input: { verdict: "published", reason: "x" }, ok: false },
  ])("asks for a reason where one is due: %j", ({ input, ok }) => {
    expect(Decision.safeParse(input).success).toBe(ok);
  });
});

describe("publishing a version", () => {
  test("has the app's release document written", async () => {
    const { store, app, versionId } = await storeWith(addSampleApproval);
    const published = await store.app.publishVersion({ actor: store.developer, versionId });
    expect(published).toMatchObject({ status: "published", publishedAt: store.clock.now() });
    expect(payloadsOf(store, "feed.write")).toEqual([{ appId: app.id, track: "stable" }]);
    await expect(store.app.publishVersion({ actor: store.developer, versionId })).rejects.toEqual(
      failing("version_state_conflict"),
    );
    expect(payloadsOf(store, "feed.write")).toHaveLength(1);
  });

  test.each([
    { from: "a draft", add: addSampleDraft },
    { from: "review", add: addSampleSubmission },
  ])("does not skip the decision, from $from", async ({ add }) => {
    const { store, versionId } = await storeWith(add);
    await expect(store.app.publishVersion({ actor: store.developer, versionId })).rejects.toEqual(
      failing("version_state_conflict"),
    );
    expect(payloadsOf(store, "feed.write")).toEqual([]);
  });
});

test("submitting, cancelling and publishing are for the version's own developer", async () => {
  const { store, versionId } = await storeWith(addSampleSubmission);
  const before = await store.db.versions.find(system, versionId);
  for (const name of ["submitVersion", "cancelReview", "publishVersion"] as const)
    for (const actor of [store.stranger, store.reviewer])
      await expect(store.app[name]({ actor, versionId }), name).rejects.toEqual(failing("not_found"));
  expect(await store.db.versions.find(system, versionId)).toEqual(before);
});
