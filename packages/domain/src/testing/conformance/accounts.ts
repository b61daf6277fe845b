import { describe, expect, test } from "vitest";
import type { Session } from "../../account.ts";
import { newId, type UserId } from "../../ids.ts";
import { PeopleQuery } from "../../listing.ts";
import type { ObservedDatabase } from "../memory-database.ts";
import { addPerson, minute, newMark } from "./sample-rows.ts";

export function describeAccounts(database: () => ObservedDatabase): void {
  describe("users", () => {
    test("are found by their identity alone", async () => {
      const db = database();
      const { user } = await addPerson(db);
      expect(await db.users.findByIdentity("demo", user.id)).toEqual(user);
      expect(await db.users.findByIdentity("github", user.id)).toBeNull();
      expect(await db.users.findByIdentity("demo", "nobody")).toBeNull();
    });

    test("are created once per identity, also by several first sign-ins at once", async () => {
      const db = database();
      const { user } = await addPerson(db);
      const subject = newId();
      const created = await Promise.all(
        [1, 2, 3, 4].map((n) =>
          db.transaction((stores) =>
            stores.users.create(
              { ...user, id: newId(), developerId: newId(), name: `Ada ${n}` },
              { provider: "github", subject },
            ),
          ),
        ),
      );
      const winner = await db.users.findByIdentity("github", subject);
      expect(created).toEqual([winner, winner, winner, winner]);
    });

    test("keep their role when their profile changes", async () => {
      const db = database();
      const { user } = await addPerson(db, { role: "reviewer" });
      const changed = { ...user, name: "Grace", email: null, avatarUrl: "https://example.com/g.png" };
      await db.users.updateProfile({ ...changed, role: "member" });
      expect(await db.users.findByIdentity("demo", user.id)).toEqual(changed);
    });

    test("get a role", async () => {
      const db = database();
      const { user } = await addPerson(db);
      expect(await db.users.setRole(user.id, "admin")).toBe(true);
      expect(await db.users.findByIdentity("demo", user.id)).toEqual({ ...user, role: "admin" });
      expect(await db.users.setRole(newId<"user">(), "admin")).toBe(false);
      expect(await db.users.holdAdmins()).toContain(user.id);
    });

    test("are listed by name, address, identity or role, who joined last first", async () => {
      const db = database();
      const mark = newMark();
      const { user: first } = await addPerson(db, { name: `Ada ${mark}` });
      const { user: second } = await addPerson(db, { name: `Eve ${mark}`, role: "reviewer" });
      const list = async (query: Partial<PeopleQuery>) =>
        (await db.queries.listPeople(PeopleQuery.parse({ search: mark, ...query }))).items;
      const all = await list({});
      // Both may be of one millisecond.
      expect(all.map(({ id }) => id)).toEqual([first.id, second.id].sort().reverse());
      expect((await list({ role: "reviewer" })).map(({ id }) => id)).toEqual([second.id]);
      expect((await list({ search: `demo:${first.id}` })).map(({ id }) => id)).toEqual([first.id]);
      expect(all.find(({ id }) => id === second.id)).toEqual({
        id: second.id,
        name: `Eve ${mark}`,
        email: "ada@example.com",
        avatarUrl: null,
        role: "reviewer",
        createdAt: minute(0),
        lastSeenAt: null,
        identities: [`demo:${second.id}`],
        accounts: [{ id: second.developerId, name: `Eve ${mark}`, role: "owner" }],
        accountCount: 1,
      });
    });
  });

  describe("sessions", () => {
    const sessionOf = (userId: UserId, fields: Partial<Session> = {}): Session => ({
      id: newId(),
      userId,
      provider: "demo",
      userAgent: "a browser",
      developerId: null,
      createdAt: minute(0),
      lastSeenAt: minute(0),
      expiresAt: minute(60),
      revokedAt: null,
      ...fields,
    });

    test("are found with their person", async () => {
      const db = database();
      const { user } = await addPerson(db);
      const session = sessionOf(user.id);
      await db.sessions.create(session);
      expect(await db.sessions.find(session.id)).toEqual({ session, user });
      expect(await db.sessions.find(newId())).toBeNull();
    });

    test("note their last use, never an earlier one", async () => {
      const db = database();
      const { user } = await addPerson(db);
      const session = sessionOf(user.id);
      await db.sessions.create(session);
      await db.sessions.touch(session.id, minute(9));
      await db.sessions.touch(session.id, minute(5));
      expect((await db.sessions.find(session.id))?.session.lastSeenAt).toEqual(minute(9));
      await db.sessions.touch(newId(), minute(5));
    });

    test("are listed while they live, the most recently used first", async () => {
      const db = database();
      const { user } = await addPerson(db);
      const { user: other } = await addPerson(db);
      const older = sessionOf(user.id, { lastSeenAt: minute(1) });
      const newer = sessionOf(user.id, { lastSeenAt: minute(2) });
      const rows = [
        older,
        newer,
        sessionOf(user.id, { expiresAt: minute(10) }),
        sessionOf(user.id, { revokedAt: minute(3) }),
        sessionOf(other.id),
      ];
      for (const session of rows) await db.sessions.create(session);
      expect(await db.sessions.listLive(user.id, minute(10))).toEqual([newer, older]);
    });

    test("are revoked by their own person, once", async () => {
      const db = database();
      const { user } = await addPerson(db);
      const { user: other } = await addPerson(db);
      const session = sessionOf(user.id);
      await db.sessions.create(session);
      expect(await db.sessions.revoke(other.id, session.id, minute(4))).toBe(false);
      expect(await db.sessions.revoke(user.id, session.id, minute(4))).toBe(true);
      expect(await db.sessions.revoke(user.id, session.id, minute(5))).toBe(false);
      expect((await db.sessions.find(session.id))?.session.revokedAt).toEqual(minute(4));
      const expired = sessionOf(user.id, { expiresAt: minute(10) });
      await db.sessions.create(expired);
      expect(await db.sessions.revoke(user.id, expired.id, minute(10))).toBe(false);
    });
  });
}
