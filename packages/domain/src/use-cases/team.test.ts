import { beforeEach, describe, expect, it } from "vitest";
import { mostAccounts } from "../team.ts";
import {
  actionsOn,
  addSampleApp,
  createSampleStore,
  type SampleStore,
  sampleToken,
} from "../testing/sample-store.ts";
import { addSampleMember, addSamplePerson, codeOf } from "../testing/sample-team.ts";

let store: SampleStore;
beforeEach(async () => {
  store = await createSampleStore();
});

describe("accounts", () => {
  it("are made, switched to, renamed", async () => {
    const { app } = store;
    const person = await addSamplePerson(store, "Ada");
    const own = await person.actor();
    store.clock.advance(1000);
    const made = await app.createAccount({ actor: own, sessionId: person.sessionId, name: "Works" });
    const actor = await person.actor();
    expect(actor).toMatchObject({ developerId: made.id, accountRole: "owner" });
    await app.renameAccount({ actor, name: "Ada Works" });
    expect((await app.listAccounts({ actor })).map(({ name }) => name)).toEqual(["Ada", "Ada Works"]);
    expect(actionsOn(store, made.id)).toEqual(["account.created", "account.renamed"]);
    await app.switchAccount({ actor, sessionId: person.sessionId, developerId: own.developerId });
    expect((await person.actor()).developerId).toBe(own.developerId);
  });

  it("of others are not switched to, and are not too many", async () => {
    const { app, developer } = store;
    const person = await addSamplePerson(store, "Ada");
    const { sessionId } = person;
    const actor = await person.actor();
    const { developerId } = developer;
    expect(await codeOf(app.switchAccount({ actor, sessionId, developerId }))).toBe("not_found");
    for (let made = 1; made < mostAccounts; made += 1)
      await app.createAccount({ actor, sessionId, name: "More" });
    expect(await codeOf(app.createAccount({ actor, sessionId, name: "More" }))).toBe("account_limit_reached");
  });

  it("tell their own people which of them has an app", async () => {
    const { app, developer, stranger } = store;
    const { packageId } = await addSampleApp(store);
    const member = await addSampleMember(store, developer, "Grace", "viewer");
    const own = (await app.listAccounts({ actor: await member.actor() })).find(
      ({ name }) => name === "Grace",
    );
    if (!own) throw new Error("no account");
    const ofAnother = { actor: developer, sessionId: member.sessionId, developerId: own.id };
    expect(await codeOf(app.switchAccount(ofAnother))).toBe("not_found");
    await app.switchAccount({
      actor: await member.actor(),
      sessionId: member.sessionId,
      developerId: own.id,
    });
    const actor = await member.actor();
    expect(actor.developerId).toBe(own.id);
    expect(await app.findAccountWithApp({ actor, packageId })).toMatchObject({ id: developer.developerId });
    expect(await app.findAccountWithApp({ actor: stranger, packageId })).toBeNull();
    expect(await app.findAccountWithApp({ actor: developer, packageId })).toBeNull();
  });
});

describe("members", () => {
  it("get other roles from owners, and nobody else", async () => {
    const { app, developer, stranger } = store;
    const grace = await addSampleMember(store, developer, "Grace", "maintainer");
    const { userId } = grace;
    const change = (actor: typeof developer) =>
      codeOf(app.changeMemberRole({ actor, userId, role: "owner" }));
    expect(await change(await grace.actor())).toBe("account_role_required");
    expect(await change(stranger)).toBe("not_found");
    expect(
      await change({ ...developer, token: { id: "t" as never, scopes: ["publish"], appId: null } }),
    ).toBe("token_not_allowed");
    await app.changeMemberRole({ actor: developer, userId, role: "owner" });
    expect(await grace.actor()).toMatchObject({ accountRole: "owner" });
    expect(actionsOn(store, userId)).toEqual(["member.joined", "member.role_changed"]);
    const { members } = await app.readTeam({ actor: developer });
    expect(members.map(({ name, role }) => `${name} ${role}`)).toEqual(["developer owner", "Grace owner"]);
    expect(await codeOf(app.readTeam({ actor: { ...stranger, developerId: developer.developerId } }))).toBe(
      "not_found",
    );
  });

  it("that were demoted meanwhile change nothing any more", async () => {
    const { app, developer } = store;
    const grace = await addSampleMember(store, developer, "Grace", "owner");
    const asOwner = await grace.actor();
    await app.changeMemberRole({ actor: developer, userId: grace.userId, role: "viewer" });
    const demote = app.changeMemberRole({ actor: asOwner, userId: developer.userId, role: "viewer" });
    expect(await codeOf(demote)).toBe("account_role_required");
    expect(await codeOf(app.invite({ actor: asOwner, role: "owner", email: null }))).toBe(
      "account_role_required",
    );
  });

  it("are removed with their tokens, and are never without an account", async () => {
    const { app, developer } = store;
    const grace = await addSampleMember(store, developer, "Grace", "maintainer");
    const { text } = await app.createToken({ actor: await grace.actor(), ...sampleToken });
    expect(await app.resolveToken({ text })).toMatchObject({ developerId: developer.developerId });
    // She leaves the account she began with, of which she is not the only owner.
    const own = (await app.listAccounts({ actor: await grace.actor() })).find(({ name }) => name === "Grace");
    if (!own) throw new Error("no account");
    await store.db.accounts.removeMember(own.id, grace.userId);
    await app.removeMember({ actor: developer, userId: grace.userId });
    expect(await app.resolveToken({ text })).toBeNull();
    const actor = await grace.actor();
    expect(actor).toMatchObject({ accountRole: "owner" });
    expect(await app.listAccounts({ actor })).toMatchObject([{ name: "Grace", members: 1 }]);
    // Coming back does not bring the token back.
    const { text: link } = await app.invite({ actor: developer, role: "viewer", email: null });
    await app.acceptInvitation({ actor, sessionId: grace.sessionId, text: link ?? "" });
    expect(await app.resolveToken({ text })).toBeNull();
    expect(actionsOn(store, grace.userId)).toEqual(["member.joined", "member.removed", "member.joined"]);
  });

  it("leave by themselves, but never the last owner", async () => {
    const { app, developer } = store;
    const grace = await addSampleMember(store, developer, "Grace", "viewer");
    const { userId } = developer;
    expect(await codeOf(app.leaveAccount({ actor: developer }))).toBe("last_owner");
    expect(await codeOf(app.removeMember({ actor: developer, userId }))).toBe("last_owner");
    expect(await codeOf(app.changeMemberRole({ actor: developer, userId, role: "viewer" }))).toBe(
      "last_owner",
    );
    await app.leaveAccount({ actor: await grace.actor() });
    expect(await app.readTeam({ actor: developer })).toMatchObject({ members: [{ userId }] });
    expect((await grace.actor()).developerId).not.toBe(developer.developerId);
    expect(store.announced.map(({ kind }) => kind)).toEqual(["team.joined", "team.left"]);
  });

  it("of whom two owners leave at once leave one", async () => {
    const { app, developer } = store;
    const grace = await addSampleMember(store, developer, "Grace", "owner");
    const both = [developer, await grace.actor()].map((actor) => codeOf(app.leaveAccount({ actor })));
    expect((await Promise.all(both)).sort()).toEqual(["last_owner", undefined]);
    expect(await store.db.accounts.countOwners(developer.developerId)).toBe(1);
  });
});
