import { describe, expect, test } from "vitest";
import { mostTokens } from "../access-token.ts";
import type { UserActor } from "../actor.ts";
import { failing } from "../testing/conformance/sample-rows.ts";
import { actionsOn, addSampleApp, addSampleDraft, createSampleStore } from "../testing/index.ts";

const day = 24 * 60 * 60 * 1000;

async function withToken() {
  const store = await createSampleStore();
  const create = (actor: UserActor = store.developer) =>
    store.app.createToken({ actor, name: "CI", days: 7 });
  const { token, text } = await create();
  return { store, token, text, create, resolve: () => store.app.resolveToken({ text }) };
}

describe("an access token", () => {
  test("lets its bearer act for its person until it expires", async () => {
    const { store, token, text, resolve } = await withToken();
    expect(await resolve()).toEqual({ ...store.developer, token: token.id });
    expect(
      JSON.stringify([store.audit, await store.app.listTokens({ actor: store.developer })]),
    ).not.toContain(text.slice(15));
    store.clock.advance(7 * day - 1);
    expect(await resolve()).not.toBeNull();
    store.clock.advance(1);
    expect(await resolve()).toBeNull();
  });

  test("is over the moment it is revoked, by its person alone", async () => {
    const { store, token, resolve } = await withToken();
    const revoke = (actor: UserActor) => store.app.revokeToken({ actor, tokenId: token.id });
    await expect(revoke(store.stranger)).rejects.toEqual(failing("not_found"));
    await revoke(store.developer);
    await expect(revoke(store.developer)).rejects.toEqual(failing("not_found"));
    expect(await resolve()).toBeNull();
    expect(await store.app.listTokens({ actor: store.developer })).toEqual([]);
    expect(actionsOn(store, token.id)).toEqual(["token.created", "token.revoked"]);
  });

  test("tells when it was last used, to the minute", async () => {
    const { store, resolve } = await withToken();
    const used = async () => (await store.app.listTokens({ actor: store.developer }))[0]?.lastUsedAt;
    expect(await used()).toBeNull();
    await resolve();
    const first = store.clock.now();
    store.clock.advance(30_000);
    await resolve();
    expect(await used()).toEqual(first);
    store.clock.advance(31_000);
    await resolve();
    expect(await used()).toEqual(store.clock.now());
  });

  test("cannot be used for what a person does themselves", async () => {
    const { store, token, resolve } = await withToken();
    const actor = await resolve();
    if (!actor) throw new Error("the token is not live");
    const reviewer = { ...store.reviewer, token: token.id };
    const versionId = await addSampleDraft(store, await addSampleApp(store));
    const refused = [
      store.app.createToken({ actor, name: "more", days: 7 }),
      store.app.listTokens({ actor }),
      store.app.revokeToken({ actor, tokenId: token.id }),
      store.app.listSessions({ actor }),
      store.app.reviewVersion({ actor: reviewer, versionId, decision: { verdict: "approved", reason: "" } }),
    ];
    for (const call of refused) await expect(call).rejects.toEqual(failing("token_not_allowed"));
  });

  test("is one of twenty at most, and expired ones do not count", async () => {
    const { store, create } = await withToken();
    for (let more = 1; more < mostTokens; more++) await create();
    await expect(create()).rejects.toEqual(failing("token_limit_reached"));
    await create(store.stranger);
    store.clock.advance(7 * day);
    await create();
  });

  test.each(["", "mosis_pat_", `mosis_pat_${"0".repeat(36)}`])("is not %j", async (text) => {
    const { store } = await withToken();
    expect(await store.app.resolveToken({ text })).toBeNull();
  });
});
