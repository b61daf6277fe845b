import { describe, expect, test } from "vitest";
import { grantOf, mostTokens, newTokenText, tokenLifetimes } from "../access-token.ts";
import type { UserActor } from "../actor.ts";
import { secretHash } from "../secret-text.ts";
import { failing } from "../testing/conformance/sample-rows.ts";
import {
  actionsOn,
  addSampleApp,
  addSampleDraft,
  addSampleSubmission,
  createSampleStore,
  endsAfterEveryCrash,
  sampleToken,
} from "../testing/index.ts";
import { createToken, revokeToken } from "./access-tokens.ts";

const day = 24 * 60 * 60 * 1000;

async function withToken() {
  const store = await createSampleStore();
  const create = (actor: UserActor = store.developer) => store.app.createToken({ actor, ...sampleToken });
  const { token, text } = await create();
  const list = (actor: UserActor = store.developer) => store.app.listTokens({ actor });
  return { store, token, text, create, list, resolve: () => store.app.resolveToken({ text }) };
}

describe("an access token", () => {
  test("lets its bearer act for its person until it expires", async () => {
    const { store, token, list, resolve } = await withToken();
    expect(token).toMatchObject({
      userId: store.developer.userId,
      developerId: store.developer.developerId,
      name: "CI",
      createdAt: store.clock.now(),
      expiresAt: new Date(store.clock.now().getTime() + 7 * day),
      lastUsedAt: null,
      revokedAt: null,
    });
    expect(await resolve()).toEqual({ ...store.developer, token: grantOf(token) });
    store.clock.advance(7 * day - 1);
    expect(await resolve()).not.toBeNull();
    expect((await list()).live).toHaveLength(1);
    store.clock.advance(1);
    expect(await resolve()).toBeNull();
    expect(await list()).toMatchObject({ live: [], ended: [{ id: token.id, revokedAt: null }] });
  });

  test.each(tokenLifetimes)("may live for %i days", async (days) => {
    const store = await createSampleStore();
    const { token } = await store.app.createToken({ actor: store.developer, ...sampleToken, days });
    expect(token.expiresAt.getTime() - token.createdAt.getTime()).toBe(days * day);
  });

  test("has a text that is nowhere to be read again", async () => {
    const { store, token, text, list } = await withToken();
    const kept = JSON.stringify([store.audit, await list(), token]);
    expect(kept).toContain(text.slice(0, 14));
    expect(kept).not.toContain(text.slice(14, 20));
    expect(kept).not.toContain(await secretHash(text));
    expect(store.audit).toEqual([
      {
        actor: store.developer,
        action: "token.created",
        subjectId: token.id,
        at: store.clock.now(),
        data: { name: "CI", days: 7, scopes: "read upload publish", app: null },
      },
    ]);
  });

  test("is over the moment it is revoked, by its person alone", async () => {
    const { store, token, list, resolve } = await withToken();
    const revoke = (actor: UserActor) => store.app.revokeToken({ actor, tokenId: token.id });
    for (const actor of [store.stranger, { ...store.reviewer, role: "admin" } as const])
      await expect(revoke(actor)).rejects.toEqual(failing("not_found"));
    expect(await resolve()).not.toBeNull();
    await revoke(store.developer);
    await expect(revoke(store.developer)).rejects.toEqual(failing("not_found"));
    expect(await resolve()).toBeNull();
    expect(await list()).toMatchObject({ live: [], ended: [{ id: token.id, revokedAt: store.clock.now() }] });
    expect(await list(store.stranger)).toEqual({ live: [], ended: [] });
    expect(actionsOn(store, token.id)).toEqual(["token.created", "token.revoked"]);
  });

  test("is listed for ninety days after its end", async () => {
    const { store, list } = await withToken();
    store.clock.advance(97 * day - 1);
    expect((await list()).ended).toHaveLength(1);
    store.clock.advance(1);
    expect((await list()).ended).toEqual([]);
  });

  test("tells when it was last used, written down once a minute at most", async () => {
    const { store, list, resolve } = await withToken();
    const used = async () => (await list()).live[0]?.lastUsedAt;
    expect(await used()).toBeNull();
    await resolve();
    const first = store.clock.now();
    store.clock.advance(60_000);
    await resolve();
    expect(await used()).toEqual(first);
    store.clock.advance(1);
    await resolve();
    expect(await used()).toEqual(store.clock.now());
  });

  test("is one of twenty live ones at most, also when several are made at once", async () => {
    const { store, token, create } = await withToken();
    const made = await Promise.allSettled(Array.from({ length: mostTokens + 4 }, () => create()));
    const refused = made.flatMap((one) => (one.status === "rejected" ? [one.reason as unknown] : []));
    expect(refused).toEqual(Array.from({ length: 5 }, () => failing("token_limit_reached")));
    await create(store.stranger);
    await store.app.revokeToken({ actor: store.developer, tokenId: token.id });
    await create();
    await expect(create()).rejects.toThrow("You have 20 access tokens that work");
    store.clock.advance(7 * day);
    await create();
  });

  test.each(["", "mosis_pat_", `mosis_pat_${"0".repeat(36)}`, newTokenText()])("is not %j", async (text) => {
    const { store } = await withToken();
    expect(await store.app.resolveToken({ text })).toBeNull();
  });
});

describe("whoever comes by token", () => {
  test("does what developers do, and is noted with it", async () => {
    const { store, token, resolve } = await withToken();
    const { id } = await addSampleApp(store);
    const actor = await resolve();
    if (!actor) throw new Error("the token is not live");
    const { upload } = await store.app.startUpload({
      actor,
      appId: id,
      kind: "package",
      fileName: "notes.mosis",
      size: 10,
      sha256: "0".repeat(64),
    });
    expect(upload.createdBy).toBe(store.developer.userId);
    expect(store.audit.find(({ subjectId }) => subjectId === upload.id)?.actor).toMatchObject({
      token: grantOf(token),
    });
  });

  test("sees nothing of others, though their person be a reviewer", async () => {
    const { store, create } = await withToken();
    const versionId = await addSampleSubmission(store, await addSampleApp(store));
    const { text } = await create(store.reviewer);
    const actor = await store.app.resolveToken({ text });
    if (!actor) throw new Error("the token is not live");
    expect(actor.role).toBe("member");
    expect(await store.app.getVersion({ actor: store.reviewer, versionId })).not.toBeNull();
    await expect(store.app.getVersion({ actor, versionId })).rejects.toEqual(failing("not_found"));
    const posing = { ...actor, role: "admin" } as const;
    await expect(store.app.getVersion({ actor: posing, versionId })).rejects.toEqual(failing("not_found"));
  });

  test("cannot do what a person does themselves", async () => {
    const { store, token, resolve } = await withToken();
    const actor = await resolve();
    if (!actor) throw new Error("the token is not live");
    const { session } = await store.app.signIn({
      identity: { provider: "demo", subject: "developer", name: "developer", email: null, avatarUrl: null },
      userAgent: "test",
    });
    const versionId = await addSampleDraft(store, await addSampleApp(store));
    const reviewer = { ...store.reviewer, token: grantOf(token) };
    const attempts = [
      () => store.app.createToken({ actor, ...sampleToken, name: "more" }),
      () => store.app.listTokens({ actor }),
      () => store.app.revokeToken({ actor, tokenId: token.id }),
      () => store.app.listSessions({ actor }),
      () => store.app.revokeSession({ actor, sessionId: session.id }),
      () =>
        store.app.reviewVersion({
          actor: reviewer,
          versionId,
          decision: { verdict: "approved", reason: "" },
        }),
    ];
    for (const attempt of attempts) await expect(attempt()).rejects.toEqual(failing("token_not_allowed"));
    expect(await resolve()).not.toBeNull();
    expect(await store.app.resolveSession({ sessionId: session.id })).not.toBeNull();
  });
});

describe("cut off anywhere", () => {
  test("making a token leaves either a token with its audit entry or neither", async () => {
    const ends = await endsAfterEveryCrash({
      begin: createSampleStore,
      ports: (store) => store,
      run: (ports, store) => createToken(ports, { actor: store.developer, ...sampleToken }),
      end: async (store) =>
        (await store.app.listTokens({ actor: store.developer })).live.length === store.audit.length,
    });
    expect(ends.length).toBeGreaterThan(1);
    expect(new Set(ends.map(({ end }) => end))).toEqual(new Set([true]));
  });

  test("revoking a token ends it once", async () => {
    const ends = await endsAfterEveryCrash({
      begin: withToken,
      ports: ({ store }) => store,
      run: (ports, { store, token }) =>
        revokeToken(ports, { actor: store.developer, tokenId: token.id }).catch((error: unknown) => {
          if (error instanceof Error && "code" in error && error.code === "not_found") return;
          throw error;
        }),
      end: async ({ store, token, resolve }) => [await resolve(), actionsOn(store, token.id)],
    });
    for (const { end } of ends) expect(end).toEqual([null, ["token.created", "token.revoked"]]);
  });
});
