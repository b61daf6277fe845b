import { describe, expect, test } from "vitest";
import { system } from "../actor.ts";
import { defaultReviewPolicy, type ReviewPolicy } from "../review-policy.ts";
import { failing } from "../testing/conformance/sample-rows.ts";
import {
  actionsOn,
  addSampleApp,
  addSampleApproval,
  addSampleDraft,
  addSampleSubmission,
  createSampleStore,
  receiveSampleVersion,
  samplePackage,
} from "../testing/index.ts";
import { validateVersion } from "./validate-version.ts";

const updates: ReviewPolicy = {
  ...defaultReviewPolicy,
  rules: defaultReviewPolicy.rules.map((rule) => ({ ...rule, isOn: true })),
  sampleShare: 0,
  lookShare: 0,
};

/** An app with a published version, whose account an admin trusts, under a policy. */
async function storeWith(policy: ReviewPolicy) {
  const store = await createSampleStore();
  const app = await addSampleApp(store);
  const versionId = await addSampleApproval(store, app);
  await store.app.publishVersion({ actor: store.developer, versionId });
  await store.app.changeReviewPolicy({ actor: store.admin, policy });
  await store.app.trustAccount({
    actor: store.admin,
    developerId: store.developer.developerId,
    trusted: true,
  });
  store.clock.advance(1000);
  return { store, app };
}

describe("submitting under a policy", () => {
  test("is approved at once where a rule says so, and the history says which", async () => {
    const { store, app } = await storeWith(updates);
    const versionId = await addSampleSubmission(store, app, 2);
    expect(await store.db.versions.find(system, versionId)).toMatchObject({
      status: "approved",
      submittedAt: store.clock.now(),
      decidedAt: store.clock.now(),
      decidedBy: null,
    });
    expect(actionsOn(store, versionId).slice(-2)).toEqual(["version.submitted", "version.approved"]);
    expect(store.audit.at(-1)).toMatchObject({
      actor: system,
      data: {
        policy: 1,
        rule: "Small updates of trusted developers",
        new_permissions: 0,
        new_findings: 0,
        trusted: true,
      },
    });
    const status = await store.app.readReviewStatus({ actor: store.developer, versionId });
    expect(status.approvedBy).toEqual({ policy: 1, rule: "Small updates of trusted developers" });
    await store.app.publishVersion({ actor: store.developer, versionId });
  });

  test("goes to a person when it asks for something new, and afterwards it is nothing new", async () => {
    const { store, app } = await storeWith(updates);
    const submit = async (versionCode: number) => {
      const bytes = await samplePackage({
        id: app.packageId,
        version: `1.0.${versionCode}`,
        version_code: versionCode,
        permissions: ["camera"],
      });
      const { id: versionId } = await receiveSampleVersion(store, { appId: app.id, bytes });
      await validateVersion(store, { versionId });
      await store.app.submitVersion({ actor: store.developer, versionId });
      return versionId;
    };
    const versionId = await submit(2);
    expect((await store.db.reviews.find(versionId))?.judgement).toMatchObject({
      outcome: "person",
      facts: { newPermissions: 1 },
    });
    await store.app.reviewVersion({ actor: store.reviewer, versionId, decision: { verdict: "approved" } });
    await store.app.publishVersion({ actor: store.developer, versionId });
    store.clock.advance(1000);
    const next = await submit(3);
    expect((await store.db.versions.find(system, next))?.status).toBe("approved");
  });

  test("goes to a person as a sample, and as such into the queue", async () => {
    const { store, app } = await storeWith({ ...updates, sampleShare: 10_000 });
    const versionId = await addSampleSubmission(store, app, 2);
    const sheet = await store.app.readReview({ actor: store.reviewer, versionId });
    expect(sheet.version.status).toBe("in_review");
    expect(sheet.review?.judgement?.outcome).toBe("sample");
  });

  test("is looked at afterwards where the draw says so, once", async () => {
    const { store, app } = await storeWith({ ...updates, lookShare: 10_000 });
    const versionId = await addSampleSubmission(store, app, 2);
    const look = () => store.app.finishLook({ actor: store.reviewer, versionId, text: "Fine." });
    await expect(store.app.finishLook({ actor: store.developer, versionId, text: "Fine." })).rejects.toEqual(
      failing("role_required"),
    );
    await look();
    await expect(look()).rejects.toEqual(failing("review_not_open"));
    const { thread } = await store.app.readReviewStatus({ actor: store.developer, versionId });
    expect(thread).toEqual([]);
  });

  test("counts from the moment of the policy: what is in review stays with people", async () => {
    const store = await createSampleStore();
    const versionId = await addSampleSubmission(store, await addSampleApp(store));
    const all = {
      ...updates.rules[0],
      trusted: false,
      notFirst: false,
      mostSizeChange: null,
      noNewFinding: false,
    };
    await store.app.changeReviewPolicy({
      actor: store.admin,
      policy: { ...updates, rules: [all as ReviewPolicy["rules"][number]] },
    });
    expect((await store.db.versions.find(system, versionId))?.status).toBe("in_review");
  });
});

describe("the policy", () => {
  test("is an admin's, counted and audited with what it was", async () => {
    const { store } = await storeWith(updates);
    for (const actor of [store.developer, store.reviewer]) {
      await expect(store.app.changeReviewPolicy({ actor, policy: updates })).rejects.toEqual(
        failing("role_required"),
      );
      await expect(store.app.getReviewPolicy({ actor })).rejects.toEqual(failing("role_required"));
      await expect(store.app.previewReviewPolicy({ actor, policy: updates })).rejects.toEqual(
        failing("role_required"),
      );
      const trust = { actor, developerId: store.developer.developerId, trusted: true };
      await expect(store.app.trustAccount(trust)).rejects.toEqual(failing("role_required"));
    }
    const { inForce, revisions } = await store.app.getReviewPolicy({ actor: store.admin });
    expect(inForce).toMatchObject({ number: 1, policy: updates, changedBy: "admin" });
    expect(revisions).toHaveLength(1);
    const change = store.audit.find(({ action }) => action === "review_policy.changed");
    expect({ ...defaultReviewPolicy, ...change?.before }).toEqual(defaultReviewPolicy);
    expect({ ...defaultReviewPolicy, ...change?.after }).toEqual(updates);
  });

  test("can be tried on what was submitted", async () => {
    const { store, app } = await storeWith(defaultReviewPolicy);
    const second = await addSampleSubmission(store, app, 2);
    const preview = (policy: ReviewPolicy) => store.app.previewReviewPolicy({ actor: store.admin, policy });
    expect(await preview(updates)).toEqual({
      days: 30,
      submissions: 2,
      approved: 1,
      samples: 0,
      looks: 0,
      byRule: [{ rule: "Small updates of trusted developers", met: 1 }],
      isPartial: false,
    });
    expect(await preview(defaultReviewPolicy)).toMatchObject({ submissions: 2, approved: 0 });
    expect(await preview({ ...updates, sampleShare: 10_000 })).toMatchObject({ approved: 0, samples: 1 });
    // Trying changes nothing.
    expect((await store.db.versions.find(system, second))?.status).toBe("in_review");
    store.clock.advance(31 * 24 * 60 * 60 * 1000);
    expect((await preview(updates)).submissions).toBe(0);
  });

  test("knows no account that is not there", async () => {
    const store = await createSampleStore();
    const versionId = await addSampleDraft(store, await addSampleApp(store));
    const developerId = versionId as unknown as typeof store.developer.developerId;
    await expect(store.app.trustAccount({ actor: store.admin, developerId, trusted: true })).rejects.toEqual(
      failing("not_found"),
    );
  });
});
