import { freshDatabase } from "@mosis/devstack/testing";
import { createApplication, newId, objectKeys, systemClock, type UserActor } from "@mosis/domain";
import { addApp, addPerson, addVersion, codeOf, createMemoryObjectStore } from "@mosis/domain/testing";
import { afterAll, describe, expect, test } from "vitest";
import { createDatabase } from "./database.ts";
import { migrate } from "./migrate.ts";

// What one connection cannot show: people who act at once.

const url = await freshDatabase();
await migrate({ databaseUrl: url });
const db = createDatabase({ url, applicationName: "teams", onConnectionError: () => {} });
const objects = createMemoryObjectStore({ now: () => Date.now() });
const app = createApplication({ db, objects, clock: systemClock });
afterAll(() => db.close());

async function addOwner(account: UserActor): Promise<UserActor> {
  const { actor } = await addPerson(db);
  await db.accounts.addMember(account.developerId, { userId: actor.userId, role: "owner", at: new Date() });
  return { ...actor, developerId: account.developerId };
}

describe("people who act at once", () => {
  test("as the two owners of an account and leave it: one stays", async () => {
    for (let round = 0; round < 10; round += 1) {
      const { actor } = await addPerson(db);
      const other = await addOwner(actor);
      const answers = await Promise.all(
        [actor, other].map((owner) => codeOf(app.leaveAccount({ actor: owner }))),
      );
      expect(answers.sort()).toEqual(["last_owner", undefined]);
      expect(await db.accounts.countOwners(actor.developerId)).toBe(1);
    }
  });

  test("as two owners who make viewers of each other: one owner stays", async () => {
    for (let round = 0; round < 10; round += 1) {
      const { actor } = await addPerson(db);
      const other = await addOwner(actor);
      const demote = (by: UserActor, { userId }: UserActor) =>
        codeOf(app.changeMemberRole({ actor: by, userId, role: "viewer" }));
      const answers = await Promise.all([demote(actor, other), demote(other, actor)]);
      expect(answers.sort()).toEqual(["account_role_required", undefined]);
      expect(await db.accounts.countOwners(actor.developerId)).toBe(1);
    }
  });

  test("and leave all their accounts: they get one of their own", async () => {
    const { actor } = await addPerson(db);
    const accounts: UserActor[] = [];
    for (let made = 0; made < 4; made += 1) {
      const { actor: owner } = await addPerson(db);
      const at = new Date();
      await db.accounts.addMember(owner.developerId, { userId: actor.userId, role: "viewer", at });
      accounts.push({ ...actor, developerId: owner.developerId });
    }
    await addOwner(actor);
    await Promise.all([actor, ...accounts].map((account) => app.leaveAccount({ actor: account })));
    expect(await db.accounts.listOf(actor.userId)).toMatchObject([
      { name: "Ada", role: "owner", members: 1 },
    ]);
  });

  test("and take the same app over: one has it, with all that is its own", async () => {
    for (let round = 0; round < 5; round += 1) {
      const { actor } = await addPerson(db);
      const owned = await addApp(db, actor);
      const version = await addVersion(db, owned, { status: "draft", code: 1 });
      const { text } = await app.offerApp({ actor, appId: owned.id });
      const takers = [await addPerson(db), await addPerson(db), await addPerson(db)];
      const answers = await Promise.all(
        takers.map(({ actor: taker }) => codeOf(app.acceptOffer({ actor: taker, text }))),
      );
      expect(answers.filter((one) => typeof one === "string")).toEqual(["transfer_ended", "transfer_ended"]);
      const winner = takers.find((_, at) => typeof answers[at] !== "string");
      expect(await db.versions.find(winner?.actor as UserActor, version.id)).toMatchObject({
        id: version.id,
      });
    }
  });

  test("as who announces an object and who takes the app over: the object is the new owner's", async () => {
    for (let round = 0; round < 20; round += 1) {
      const { actor } = await addPerson(db);
      const { actor: taker } = await addPerson(db);
      const owned = await addApp(db, actor);
      const { text } = await app.offerApp({ actor, appId: owned.id });
      const keys = [1, 2, 3, 4].map((versionCode) =>
        objectKeys.package({ founderId: owned.founderId, appId: owned.id, versionCode }),
      );
      await Promise.all([
        ...keys.map((key) => db.objects.expect({ key, kind: "package", appId: owned.id, at: new Date() })),
        app.acceptOffer({ actor: taker, text }),
      ]);
      const owners = await Promise.all(keys.map(async (key) => (await db.objects.find(key))?.developerId));
      expect(owners).toEqual(keys.map(() => taker.developerId));
    }
  });

  test("as who begins an upload and who takes the app over: no upload stays behind", async () => {
    for (let round = 0; round < 20; round += 1) {
      const { actor } = await addPerson(db);
      const { actor: taker } = await addPerson(db);
      const owned = await addApp(db, actor);
      const { text } = await app.offerApp({ actor, appId: owned.id });
      const sha256 = newId().replaceAll("-", "").padEnd(64, "0");
      const input = { kind: "package" as const, fileName: "a.mosis", size: 10, sha256 };
      const [started] = await Promise.all([
        codeOf(app.startUpload({ actor, appId: owned.id, ...input })),
        app.acceptOffer({ actor: taker, text }),
      ]);
      const left = await db.queries.listOpenUploads(actor, owned.id);
      const taken = await db.queries.listOpenUploads(taker, owned.id);
      expect([left.length, taken.length]).toEqual([0, started === "not_found" ? 0 : 1]);
      expect((await db.quotas.usage(actor.developerId, new Date())).openUploads).toBe(0);
    }
  });
});
