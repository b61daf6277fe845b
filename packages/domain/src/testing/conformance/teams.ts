import { describe, expect, test } from "vitest";
import type { Session } from "../../account.ts";
import type { UserActor } from "../../actor.ts";
import { type DeveloperId, newId } from "../../ids.ts";
import type { Invitation } from "../../invitation.ts";
import type { ObservedDatabase } from "../memory-database.ts";
import { addApp, addPerson, minute, newMark } from "./sample-rows.ts";

const hashOf = () => `${newMark()}${newMark()}`.padEnd(64, "a");

export function describeTeams(database: () => ObservedDatabase): void {
  async function team() {
    const db = database();
    const { actor, user } = await addPerson(db, { name: "Ada" });
    const { actor: other } = await addPerson(db, { name: "grace" });
    return { db, actor, user, other, id: actor.developerId };
  }
  const sessionOf = (actor: UserActor, fields: Partial<Session> = {}): Session => ({
    id: newId(),
    userId: actor.userId,
    provider: "demo",
    userAgent: "a browser",
    developerId: null,
    createdAt: minute(0),
    lastSeenAt: minute(7),
    expiresAt: minute(60),
    revokedAt: null,
    ...fields,
  });

  describe("accounts", () => {
    test("have members, owners first, with when they were last seen", async () => {
      const { db, actor, other, id } = await team();
      const { actor: third } = await addPerson(db, { name: "Bob" });
      await db.sessions.create(sessionOf(other));
      await db.sessions.create(sessionOf(other, { lastSeenAt: minute(3) }));
      const join = (userId: typeof other.userId, role: "viewer" | "owner") =>
        db.accounts.addMember(id, { userId, role, at: minute(5) });
      expect(await join(other.userId, "viewer")).toBe(true);
      expect(await join(other.userId, "owner")).toBe(false);
      await join(third.userId, "owner");
      const member = { email: "ada@example.com", avatarUrl: null, joinedAt: minute(5), lastSeenAt: null };
      expect(await db.accounts.listMembers(id)).toEqual([
        { ...member, userId: actor.userId, name: "Ada", role: "owner", joinedAt: minute(0) },
        { ...member, userId: third.userId, name: "Bob", role: "owner" },
        { ...member, userId: other.userId, name: "grace", role: "viewer", lastSeenAt: minute(7) },
      ]);
      expect(await db.accounts.findMember(id, other.userId)).toMatchObject({ name: "grace", role: "viewer" });
      expect(await db.accounts.findMember(other.developerId, actor.userId)).toBeNull();
      expect(await db.accounts.countOwners(id)).toBe(2);
      expect(await db.accounts.setRole(id, third.userId, "maintainer")).toBe(true);
      expect(await db.accounts.countOwners(id)).toBe(1);
      expect(await db.accounts.removeMember(id, third.userId)).toBe(true);
      expect(await db.accounts.removeMember(id, third.userId)).toBe(false);
      expect(await db.accounts.setRole(id, third.userId, "owner")).toBe(false);
    });

    test("are listed for their people, the first they joined first", async () => {
      const { db, actor, other, id } = await team();
      await db.accounts.addMember(id, { userId: other.userId, role: "maintainer", at: minute(5) });
      const made = { id: newId<"developer">(), name: "Made later", createdAt: minute(9) };
      await db.accounts.create(made, { userId: other.userId, role: "owner" });
      const account = { createdAt: minute(0), members: 1 };
      expect(await db.accounts.listOf(other.userId)).toEqual([
        { ...account, id: other.developerId, name: "grace", role: "owner" },
        { ...account, id, name: "Ada", role: "maintainer", members: 2 },
        { ...made, role: "owner", members: 1 },
      ]);
      await db.accounts.rename(id, "Ada & Grace");
      expect(await db.accounts.find(id)).toEqual({ id, name: "Ada & Grace", createdAt: minute(0) });
      expect(await db.accounts.find(newId())).toBeNull();
      await expect(db.accounts.lock(id)).rejects.toThrow("transaction");
      await expect(db.accounts.lockPerson(actor.userId)).rejects.toThrow("transaction");
      expect(await db.users.findPerson(other.userId)).toMatchObject({ name: "grace", role: "member" });
      expect(await db.users.findPerson(newId())).toBeNull();
    });

    test("are chosen by sessions of their people, and no longer count once they have left", async () => {
      const { db, actor, other, id } = await team();
      const session = sessionOf(other);
      await db.sessions.create(session);
      expect(await db.sessions.choose(other.userId, session.id, id)).toBe(false);
      await db.accounts.addMember(id, { userId: other.userId, role: "viewer", at: minute(5) });
      expect(await db.sessions.choose(actor.userId, session.id, id)).toBe(false);
      expect(await db.sessions.choose(other.userId, session.id, id)).toBe(true);
      const found = await db.sessions.find(session.id);
      expect(found?.user).toMatchObject({ developerId: id, accountRole: "viewer" });
      await db.accounts.removeMember(id, other.userId);
      const after = await db.sessions.find(session.id);
      expect(after?.user).toMatchObject({ developerId: other.developerId, accountRole: "owner" });
    });

    test("are found by an app they have, by their people alone", async () => {
      const { db, actor, other, id } = await team();
      const app = await addApp(db, actor);
      const found = await db.accounts.findOwnWithApp(actor.userId, app.packageId);
      expect(found).toEqual({ id, name: "Ada", createdAt: minute(0), appId: app.id });
      expect(await db.accounts.findOwnWithApp(other.userId, app.packageId)).toBeNull();
      expect(await db.accounts.findOwnWithApp(actor.userId, "com.example.nothing")).toBeNull();
    });
  });

  describe("invitations", () => {
    const invitationOf = (actor: UserActor, fields: Partial<Invitation> = {}): Invitation => ({
      id: newId(),
      developerId: actor.developerId,
      role: "maintainer",
      email: null,
      invitedBy: actor.userId,
      createdAt: minute(0),
      expiresAt: minute(60),
      status: "open",
      answeredAt: null,
      answeredBy: null,
      ...fields,
    });

    test("are found by their hash, with the names their page shows", async () => {
      const { db, actor } = await team();
      const invitation = invitationOf(actor);
      const hash = hashOf();
      await db.invitations.create(invitation, hash);
      const named = { ...invitation, isSent: true, accountName: "Ada", inviterName: "Ada" };
      expect(await db.invitations.findByHash(hash)).toEqual(named);
      expect(await db.invitations.find(invitation.id)).toEqual(named);
      expect(await db.invitations.findByHash(hashOf())).toBeNull();
      expect(await db.invitations.find(newId())).toBeNull();
    });

    test("get another secret while they are open, which ends the one before", async () => {
      const { db, actor } = await team();
      const invitation = invitationOf(actor, { email: "grace@example.com" });
      await db.invitations.create(invitation, null);
      expect(await db.invitations.find(invitation.id)).toMatchObject({ isSent: false });
      const [first, second] = [hashOf(), hashOf()];
      for (const hash of [first, second])
        expect(await db.invitations.renew(invitation.id, { hash, expiresAt: minute(90) })).toBe(true);
      expect(await db.invitations.findByHash(first)).toBeNull();
      expect(await db.invitations.findByHash(second)).toMatchObject({ expiresAt: minute(90), isSent: true });
      const end = { status: "revoked", by: actor.userId, at: minute(5) } as const;
      expect(await db.invitations.end(invitation.id, end)).toBe(true);
      expect(await db.invitations.end(invitation.id, { ...end, status: "accepted" })).toBe(false);
      expect(await db.invitations.renew(invitation.id, { hash: first, expiresAt: minute(95) })).toBe(false);
      expect(await db.invitations.findByHash(second)).toMatchObject({
        status: "revoked",
        answeredAt: minute(5),
        answeredBy: actor.userId,
      });
    });

    test("are listed while they wait, and counted while they can be accepted", async () => {
      const { db, actor, other } = await team();
      const older = invitationOf(actor, { expiresAt: minute(10) });
      const newer = invitationOf(actor, { createdAt: minute(1) });
      const ended = invitationOf(actor, { status: "declined" });
      for (const row of [older, newer, ended, invitationOf(other)])
        await db.invitations.create(row, hashOf());
      const listed = async (limit: number) =>
        (await db.invitations.listUnanswered(actor.developerId, limit)).map(({ id }) => id);
      expect(await listed(5)).toEqual([newer.id, older.id]);
      expect(await listed(1)).toEqual([newer.id]);
      expect(await db.invitations.countOpen(actor.developerId, minute(9))).toBe(2);
      expect(await db.invitations.countOpen(actor.developerId, minute(10))).toBe(1);
    });
  });

  describe("access tokens", () => {
    const tokenOf = (actor: UserActor, developerId: DeveloperId, days: readonly [number, number]) => ({
      id: newId<"access-token">(),
      userId: actor.userId,
      developerId,
      name: "CI",
      scopes: ["read"] as const,
      appId: null,
      start: "mosis_pat_abcd",
      createdAt: minute(days[0] * 24 * 60),
      expiresAt: minute(days[1] * 24 * 60),
      lastUsedAt: null,
      revokedAt: null,
    });

    test("of a person for an account, or for an app, end all at once", async () => {
      const { db, actor, other, id } = await team();
      const app = await addApp(db, actor);
      const forAccount = tokenOf(actor, id, [0, 90]);
      const elsewhere = tokenOf(actor, other.developerId, [0, 90]);
      const others = { ...tokenOf(other, id, [0, 90]), appId: app.id };
      for (const token of [forAccount, elsewhere, others]) await db.tokens.create(token, hashOf(), 20);
      await db.tokens.revokeAll({ userId: actor.userId, developerId: id }, minute(5));
      expect((await db.tokens.listLive(actor.userId, minute(6))).map((one) => one.id)).toEqual([
        elsewhere.id,
      ]);
      expect(await db.tokens.listLive(other.userId, minute(6))).toHaveLength(1);
      await db.tokens.revokeAll({ appId: app.id }, minute(7));
      expect(await db.tokens.listLive(other.userId, minute(8))).toEqual([]);
    });

    test("that are about to expire are claimed once, past the middle of their life", async () => {
      const { db, actor, id } = await team();
      // Far from what other tests make.
      const rows = {
        soon: tokenOf(actor, id, [4_000, 4_090]),
        young: tokenOf(actor, id, [4_084, 4_091]),
        late: tokenOf(actor, id, [4_000, 4_095]),
        over: tokenOf(actor, id, [4_000, 4_080]),
      };
      for (const token of Object.values(rows)) await db.tokens.create(token, hashOf(), 20);
      const claim = async (day: number, limit = 9) => {
        const at = minute(day * 24 * 60);
        const claimed = await db.tokens.claimExpiring({ at, until: minute((day + 7) * 24 * 60), limit });
        return claimed.map((token) => token.id);
      };
      expect(await claim(4_085)).toEqual([rows.soon.id]);
      expect(await claim(4_085)).toEqual([]);
      expect(await claim(4_089, 1)).toEqual([rows.young.id]);
      expect(await claim(4_089)).toEqual([rows.late.id]);
    });
  });
}
