import { beforeEach, describe, expect, it } from "vitest";
import type { UserActor } from "../actor.ts";
import { stable } from "../object-keys.ts";
import type { TokenScope } from "../permission.ts";
import { dayMs } from "../quota.ts";
import {
  addSampleApp,
  addSampleApproval,
  addSampleDraft,
  createSampleStore,
  type SampleStore,
  samplePackage,
  sampleToken,
} from "../testing/sample-store.ts";
import { addSampleMember, codeOf } from "../testing/sample-team.ts";
import { remindOfTokens } from "./remind-of-tokens.ts";

let store: SampleStore;
beforeEach(async () => {
  store = await createSampleStore();
});

const query = { search: "", page: 1 } as const;

/** Every call that takes a token, about one app and what belongs to it. */
async function callsAbout(name: string) {
  const { app, developer } = store;
  const owned = await addSampleApp(store, { packageId: `com.example.${name}` });
  const appId = owned.id;
  const approved = await addSampleApproval(store, owned, 1);
  const draft = await addSampleDraft(store, owned, 2);
  const bytes = await samplePackage({ id: owned.packageId, version_code: 3, version: "1.0.3" });
  const file = { kind: "package" as const, fileName: "a.mosis", size: bytes.length, sha256: "0".repeat(64) };
  const { upload } = await app.startUpload({ actor: developer, appId, ...file });
  await app.publishVersion({ actor: developer, versionId: approved });
  const { items } = await app.listReleases({ actor: developer, appId, query });
  const releaseId = items[0]?.release.id;
  if (!releaseId) throw new Error("nothing was released");
  const other = { ...file, sha256: "1".repeat(64) };
  const uploadId = upload.id;
  const calls: Record<string, [TokenScope[], (actor: UserActor) => Promise<unknown>]> = {
    getOwnApp: [["read", "upload", "publish"], (actor) => app.getOwnApp({ actor, appId })],
    getVersion: [["read", "upload", "publish"], (actor) => app.getVersion({ actor, versionId: draft })],
    getUpload: [["read", "upload", "publish"], (actor) => app.getUpload({ actor, uploadId })],
    getProvenance: [["read", "upload", "publish"], (actor) => app.getProvenance({ actor, versionId: draft })],
    getRetained: [["read", "upload", "publish"], (actor) => app.getRetained({ actor, versionId: draft })],
    listTracks: [["read", "upload", "publish"], (actor) => app.listTracks({ actor, appId })],
    listReleases: [["read", "upload", "publish"], (actor) => app.listReleases({ actor, appId, query })],
    listReleasable: [["read", "upload", "publish"], (actor) => app.listReleasable({ actor, appId, query })],
    getRelease: [["read", "upload", "publish"], (actor) => app.getRelease({ actor, releaseId })],
    startUpload: [["upload"], (actor) => app.startUpload({ actor, appId, ...other })],
    signParts: [["upload"], (actor) => app.signParts({ actor, uploadId, received: [], partNumbers: [1] })],
    completeUpload: [["upload"], (actor) => app.completeUpload({ actor, uploadId })],
    abortUpload: [["upload"], (actor) => app.abortUpload({ actor, uploadId })],
    submitVersion: [["upload", "publish"], (actor) => app.submitVersion({ actor, versionId: draft })],
    publishVersion: [["publish"], (actor) => app.publishVersion({ actor, versionId: draft })],
    startRelease: [
      ["publish"],
      (actor) =>
        app.startRelease({
          actor,
          versionId: approved,
          track: stable,
          rollout: { basisPoints: 1_000 } as never,
        }),
    ],
    raiseRelease: [["publish"], (actor) => app.raiseRelease({ actor, releaseId, basisPoints: 5_000 })],
    pauseRelease: [["publish"], (actor) => app.pauseRelease({ actor, releaseId })],
    rollBackRelease: [["publish"], (actor) => app.rollBackRelease({ actor, releaseId })],
    updateApp: [[], (actor) => app.updateApp({ actor, appId, changes: { name: "Other" } } as never)],
    withdrawVersion: [[], (actor) => app.withdrawVersion({ actor, versionId: approved, reason: "No" })],
    offerApp: [[], (actor) => app.offerApp({ actor, appId })],
    listTrustedPublishers: [[], (actor) => app.listTrustedPublishers({ actor, appId })],
  };
  return { appId, calls };
}

const as = (scopes: readonly TokenScope[], appId: UserActor["developerId"] | null = null): UserActor => ({
  ...store.developer,
  token: { id: "0190a000-0000-7000-8000-000000000001" as never, scopes, appId: appId as never },
});

describe("an access token", () => {
  it.each(["read", "upload", "publish"] as const)(
    "of the scope %s is refused all that takes another",
    async (scope) => {
      const { calls } = await callsAbout("scoped");
      for (const [name, [scopes, call]] of Object.entries(calls)) {
        const answer = await codeOf(call(as([scope])));
        const refusal = scopes.length === 0 ? "token_not_allowed" : "token_scope_missing";
        if (scopes.includes(scope)) expect([name, answer]).not.toEqual([name, refusal]);
        else expect([name, answer]).toEqual([name, refusal]);
      }
    },
  );

  it("for one app does not find another of its account, whatever its scopes", async () => {
    const { appId } = await callsAbout("own");
    const { calls } = await callsAbout("other");
    const program = as(["read", "upload", "publish"], appId as never);
    for (const [name, [scopes, call]] of Object.entries(calls)) {
      if (scopes.length > 0) expect([name, await codeOf(call(program))]).toEqual([name, "not_found"]);
    }
    expect((await store.db.queries.listApps(program, query)).items).toMatchObject([{ id: appId }]);
  });

  it("of a viewer only reads, and reads no more once they have left", async () => {
    const { app, developer } = store;
    const grace = await addSampleMember(store, developer, "Grace", "viewer");
    const actor = await grace.actor();
    expect(await codeOf(app.createToken({ actor, ...sampleToken }))).toBe("token_scope_not_yours");
    expect(await codeOf(app.createToken({ actor, ...sampleToken, scopes: ["publish"] }))).toBe(
      "token_scope_not_yours",
    );
    const { text } = await app.createToken({ actor, ...sampleToken, scopes: ["read"] });
    expect(await app.resolveToken({ text })).toMatchObject({ accountRole: "viewer" });
    await app.leaveAccount({ actor });
    expect(await app.resolveToken({ text })).toBeNull();
  });

  it("made before its person became a viewer does not upload any more", async () => {
    const { app, developer } = store;
    const { id: appId } = await addSampleApp(store);
    const grace = await addSampleMember(store, developer, "Grace", "maintainer");
    const { text } = await app.createToken({ actor: await grace.actor(), ...sampleToken });
    await app.changeMemberRole({ actor: developer, userId: grace.userId, role: "viewer" });
    const actor = await app.resolveToken({ text });
    if (!actor) throw new Error("the token does not work");
    const file = { kind: "package" as const, fileName: "a.mosis", size: 9, sha256: "0".repeat(64) };
    expect(await codeOf(app.startUpload({ actor, appId, ...file }))).toBe("account_role_required");
    expect(await app.getOwnApp({ actor, appId })).toMatchObject({ id: appId });
  });

  it("that is about to expire is told of once", async () => {
    const { app, developer, clock } = store;
    const { token } = await app.createToken({ actor: developer, ...sampleToken, name: "Long", days: 30 });
    await app.createToken({ actor: developer, ...sampleToken, name: "Short", days: 7 });
    await remindOfTokens(store);
    expect(store.announced).toEqual([]);
    clock.advance(4 * dayMs);
    await remindOfTokens(store);
    await remindOfTokens(store);
    expect(store.announced).toMatchObject([
      { kind: "token.expiring", userId: developer.userId, data: { name: "Short" } },
    ]);
    clock.advance(20 * dayMs);
    await remindOfTokens(store);
    expect(store.announced.slice(1)).toMatchObject([{ data: { name: "Long", start: token.start } }]);
    expect(JSON.stringify(store.announced)).not.toMatch(/mosis_pat_[0-9A-Za-z]{5}/);
  });
});
