import { beforeEach, describe, expect, it } from "vitest";
import type { UserActor } from "../actor.ts";
import { transferLifetimeMs } from "../app-transfer.ts";
import { Feed } from "../feed.ts";
import { objectKeys, stable } from "../object-keys.ts";
import { createOperationMeter } from "../operation-meter.ts";
import { sha256Of } from "../sha256.ts";
import {
  actionsOn,
  addSampleApp,
  addSampleApproval,
  addSampleDraft,
  addSampleSubmission,
  createSampleStore,
  putOf,
  type SampleStore,
  samplePackage,
  sampleToken,
} from "../testing/sample-store.ts";
import { addSampleMember, codeOf } from "../testing/sample-team.ts";
import { flushOperations } from "./flush-operations.ts";
import { sweepStore } from "./sweep-store.ts";
import { takeInventory } from "./take-inventory.ts";
import { validateVersion } from "./validate-version.ts";
import { writeFeed } from "./write-feed.ts";

let store: SampleStore;
let from: UserActor;
let to: UserActor;
beforeEach(async () => {
  store = await createSampleStore();
  from = store.developer;
  to = store.stranger;
});

async function offered() {
  const owned = await addSampleApp(store);
  const { text } = await store.app.offerApp({ actor: from, appId: owned.id });
  return { owned, appId: owned.id, text };
}

describe("an offer of an app", () => {
  it("changes nothing until it is taken, and can be called off", async () => {
    const { app } = store;
    const { appId, text } = await offered();
    expect(await app.getOwnApp({ actor: from, appId })).toMatchObject({ developerId: from.developerId });
    expect(await app.getOffer({ actor: from, appId })).toMatchObject({ status: "open" });
    expect(await app.readOffer({ actor: to, text })).toMatchObject({ app: { name: "Notes" }, versions: 0 });
    expect(await codeOf(app.offerApp({ actor: from, appId }))).toBe("transfer_under_way");
    await app.callOffOffer({ actor: from, appId });
    expect(await app.getOffer({ actor: from, appId })).toBeNull();
    expect(await codeOf(app.callOffOffer({ actor: from, appId }))).toBe("transfer_ended");
    expect(await codeOf(app.acceptOffer({ actor: to, text }))).toBe("transfer_ended");
    expect(actionsOn(store, appId)).toEqual(["app.created", "app.offered", "app.offer_called_off"]);
    expect(JSON.stringify(store.audit)).not.toContain(text);
  });

  it("expires after seven days, and can be made anew", async () => {
    const { app, clock } = store;
    const { appId, text } = await offered();
    clock.advance(transferLifetimeMs);
    expect(await app.getOffer({ actor: from, appId })).toBeNull();
    expect(await codeOf(app.acceptOffer({ actor: to, text }))).toBe("transfer_ended");
    const again = await app.offerApp({ actor: from, appId });
    await app.acceptOffer({ actor: to, text: again.text });
    expect(await codeOf(app.acceptOffer({ actor: to, text: again.text }))).toBe("transfer_ended");
  });

  it("is for owners, on both sides", async () => {
    const { app } = store;
    const { appId, text } = await offered();
    const working = await (await addSampleMember(store, from, "Grace", "maintainer")).actor();
    const theirs = await (await addSampleMember(store, to, "Bob", "maintainer")).actor();
    const refused = "account_role_required";
    expect(await codeOf(app.getOffer({ actor: working, appId }))).toBe(refused);
    expect(await codeOf(app.offerApp({ actor: working, appId }))).toBe(refused);
    expect(await codeOf(app.callOffOffer({ actor: working, appId }))).toBe(refused);
    expect(await codeOf(app.acceptOffer({ actor: theirs, text }))).toBe(refused);
    expect(await codeOf(app.callOffOffer({ actor: to, appId }))).toBe("not_found");
    expect(await codeOf(app.offerApp({ actor: to, appId }))).toBe("not_found");
    expect(await codeOf(app.acceptOffer({ actor: from, text }))).toBe("transfer_to_self");
    const program = { ...to, token: { id: "t" as never, scopes: ["publish"] as const, appId: null } };
    expect(await codeOf(app.acceptOffer({ actor: program, text }))).toBe("token_not_allowed");
  });

  it("is taken by one account, and not by one without the room", async () => {
    const { app, db } = store;
    const { owned, appId, text } = await offered();
    await addSampleDraft(store, owned);
    await db.quotas.set(to.developerId, { storedBytes: 10 });
    expect(await codeOf(app.acceptOffer({ actor: to, text }))).toBe("storage_quota_exceeded");
    await db.quotas.set(to.developerId, { storedBytes: null });
    const both = [to, store.reviewer].map((actor) => codeOf(app.acceptOffer({ actor, text })));
    const answers = (await Promise.all(both)).map((one) => (typeof one === "string" ? one : "taken"));
    expect(answers.sort()).toEqual(["taken", "transfer_ended"]);
    const { developerId } = (await db.apps.find({ kind: "system" }, appId)) ?? {};
    expect([to.developerId, store.reviewer.developerId]).toContain(developerId);
  });
});

describe("an app that was handed over", () => {
  async function released() {
    const owned = await addSampleApp(store);
    const appId = owned.id;
    const versionId = await addSampleApproval(store, owned);
    await store.app.publishVersion({ actor: from, versionId });
    await writeFeed(store, { appId, track: stable });
    return { owned, appId, versionId };
  }
  const feedOf = (appId: Parameters<typeof objectKeys.feed>[0]) => {
    const { bytes } = store.objects.objects.get(objectKeys.feed(appId, stable)) ?? {};
    return Feed.parse(JSON.parse(new TextDecoder().decode(bytes)));
  };

  it("is all its new owner's, and nothing of it its old one's", async () => {
    const { app } = store;
    const { owned, appId, versionId } = await released();
    const inReview = await addSampleSubmission(store, { ...owned, icon: null }, 2);
    const bytes = await samplePackage({ version_code: 3, version: "1.0.3" });
    const input = { appId, kind: "package" as const, fileName: "a.mosis", size: bytes.length };
    const started = await app.startUpload({ actor: from, ...input, sha256: await sha256Of(bytes) });
    const token = await app.createToken({ actor: from, ...sampleToken, app_id: appId });
    await app.addTrustedPublisher({
      actor: from,
      appId,
      identity: { provider: "oidc", issuer: "https://ci.example.com", subject: "job", claims: {} },
    });
    const { text } = await app.offerApp({ actor: from, appId });
    const before = { from: await usageOf(from), to: await usageOf(to) };
    await app.acceptOffer({ actor: to, text });

    for (const [actor, sees] of [
      [from, false],
      [to, true],
    ] as const) {
      const seen = await Promise.all([
        codeOf(app.getOwnApp({ actor, appId })),
        codeOf(app.getVersion({ actor, versionId })),
        codeOf(app.getVersion({ actor, versionId: inReview })),
        codeOf(app.getUpload({ actor, uploadId: started.upload.id })),
        codeOf(app.getPackageDownload({ actor, versionId })),
        codeOf(app.listReleases({ actor, appId, query: { search: "", page: 1 } })),
      ]);
      expect(seen.map((one) => one !== "not_found")).toEqual(seen.map(() => sees));
      expect((await store.db.queries.listOwnAppNames(actor, 5)).length).toBe(sees ? 1 : 0);
    }
    // Who published for it without a person has to be set up again.
    expect(await app.resolveToken({ text: token.text })).toBeNull();
    expect(await app.listTrustedPublishers({ actor: to, appId })).toEqual([]);
    // What is stored counts for the new account, down to the byte.
    expect(await usageOf(from)).toBe(0);
    expect(await usageOf(to)).toBe(before.from + before.to);
    expect(store.announced.slice(-2)).toMatchObject([
      { kind: "app.transferred", developerId: from.developerId, data: { came: false } },
      { kind: "app.transferred", developerId: to.developerId, data: { came: true } },
    ]);
    // The upload under way and the version in review go on.
    expect(await store.objects.sendPut(putOf(started), bytes)).toBe(200);
    const completed = await app.completeUpload({ actor: to, uploadId: started.upload.id });
    if (completed.kind !== "package") throw new Error("no version");
    await validateVersion(store, { versionId: completed.version.id });
    expect((await app.getVersion({ actor: to, versionId: completed.version.id })).version).toMatchObject({
      status: "draft",
      developerId: to.developerId,
      founderId: from.developerId,
    });
    expect(
      await app.reviewVersion({
        actor: store.reviewer,
        versionId: inReview,
        decision: { verdict: "approved", reason: "" },
      }),
    ).toMatchObject({ status: "approved", developerId: to.developerId });
  });

  it("is where devices look for it, and nothing drifts or is swept away", async () => {
    const { app, clock } = store;
    const { owned, appId, versionId } = await released();
    const before = feedOf(appId);
    const { text } = await app.offerApp({ actor: from, appId });
    await app.acceptOffer({ actor: to, text });
    await writeFeed(store, { appId, track: stable });
    expect(feedOf(appId).developer_id).toBe(before.developer_id);
    const address = { founderId: from.developerId, appId, versionCode: 1 };
    expect(await store.objects.head(objectKeys.package(address))).not.toBeNull();
    const { url } = await app.getPackageDownload({ actor: to, versionId });
    expect(url).toContain(objectKeys.package(address));

    const run = await app.startInventory({ actor: store.admin });
    await takeInventory(store, { runId: run.id, slice: 1 });
    const findings = await app.listFindings({
      actor: store.admin,
      runId: run.id,
      query: { page: 1 } as never,
    });
    expect(findings).toMatchObject({ total: 0 });

    // A draft of the new owner's lies in the same folder, and goes when its time is over.
    const bytes = await samplePackage({ id: owned.packageId, version: "1.0.2", version_code: 2 });
    const started = await app.startUpload({
      actor: to,
      appId,
      kind: "package",
      fileName: "a.mosis",
      size: bytes.length,
      sha256: await sha256Of(bytes),
    });
    await store.objects.sendPut(putOf(started), bytes);
    const completed = await app.completeUpload({ actor: to, uploadId: started.upload.id });
    if (completed.kind !== "package") throw new Error("no version");
    await validateVersion(store, { versionId: completed.version.id });
    const draft = objectKeys.package({ ...address, versionCode: 2 });
    expect(await store.objects.head(draft)).not.toBeNull();
    for (let days = 0; days < 60; days += 10) {
      clock.advance(10 * 24 * 60 * 60 * 1000);
      await sweepStore(store);
    }
    expect(await store.db.objects.find(draft)).toMatchObject({ status: "deleting" });
    expect(await store.db.objects.find(objectKeys.package(address))).toMatchObject({ status: "stored" });
  });

  it("has its calls to storage counted for its new owner", async () => {
    const { app, db } = store;
    const { appId } = await released();
    const { text } = await app.offerApp({ actor: from, appId });
    await app.acceptOffer({ actor: to, text });
    const meter = createOperationMeter();
    meter.count({
      class: "b",
      key: objectKeys.package({ founderId: from.developerId, appId, versionCode: 1 }),
    });
    await flushOperations(store, meter);
    const span = { from: "2026-06-01" as never, to: "2026-06-01" as never };
    const days = await db.queries.readDeveloperDays(span, null, 10);
    expect(days).toMatchObject([{ developerId: to.developerId, classB: 1 }]);
  });
});

async function usageOf({ developerId }: UserActor): Promise<number> {
  return (await store.db.quotas.usage(developerId, store.clock.now())).storedBytes;
}
