import { describe, expect, test } from "vitest";
import type { User } from "../../account.ts";
import type { Announcement, NoticeKind } from "../../announcement.ts";
import { type AnnouncementId, newId, type UserId } from "../../ids.ts";
import { type NoticeQuery, NoticeQuery as Query } from "../../notice.ts";
import type { ObservedDatabase } from "../memory-database.ts";
import { addApp, addPerson, addVersion, minute, newMark } from "./sample-rows.ts";

export function describeNotices(database: () => ObservedDatabase): void {
  const byDefault = { portal: true, mail: true };

  function announcementOf(fields: Partial<Announcement> & { kind: NoticeKind }): Announcement {
    return {
      id: newId(),
      at: minute(0),
      developerId: null,
      userId: null,
      appId: null,
      versionId: null,
      by: null,
      data: {},
      once: null,
      ...fields,
    };
  }

  async function announced(fields: Partial<Announcement> & { kind: NoticeKind }): Promise<Announcement> {
    const announcement = announcementOf(fields);
    await database().announcements.addAll([announcement]);
    return announcement;
  }

  /** Everybody who is told, as many at a time. */
  async function tellAll(
    announcement: Announcement,
    { limit = 50, ...choice } = { ...byDefault },
  ): Promise<{ mailed: UserId[]; looks: number }> {
    const mailed: UserId[] = [];
    let after: UserId | null = null;
    let looks = 0;
    do {
      const told: { mailed: UserId[]; last: UserId | null } = await database().notices.tell(announcement, {
        byDefault: choice,
        after,
        limit,
      });
      mailed.push(...told.mailed);
      after = told.last;
      looks += 1;
    } while (after !== null);
    return { mailed, looks };
  }

  async function isTold(user: User, { id }: Announcement): Promise<boolean> {
    const { items } = await listOf(user);
    return items.some(({ announcement }) => announcement.id === id);
  }

  const listOf = (user: User, query: Partial<NoticeQuery> = {}) =>
    database().queries.listNotices(
      {
        kind: "user",
        userId: user.id,
        developerId: user.developerId,
        accountRole: "owner",
        role: user.role,
      },
      { ...Query.parse({}), ...query },
    );

  describe("announcements", () => {
    test("are found with the names of what they are about, as these are now", async () => {
      const db = database();
      const { user, actor } = await addPerson(db, { name: "Ada" });
      const app = await addApp(db, actor, { name: "Notes" });
      const version = await addVersion(db, app, { status: "draft", code: 7 });
      const announcement = await announced({
        kind: "review.approved",
        developerId: user.developerId,
        appId: app.id,
        versionId: version.id,
        by: user.id,
        data: { reason: "fine", count: 2, is: true, none: null },
      });
      expect(await db.announcements.find(announcement.id)).toEqual({
        announcement,
        names: {
          account: "Ada",
          app: { name: "Notes", packageId: app.packageId },
          version: { name: "1.0.7", code: 7 },
          by: "Ada",
        },
      });
      const bare = await announced({ kind: "sweep.stopped" });
      expect(await db.announcements.find(bare.id)).toEqual({
        announcement: bare,
        names: { account: null, app: null, version: null, by: null },
      });
      expect(await db.announcements.find(newId())).toBeNull();
    });

    test("of one name are made once", async () => {
      const db = database();
      const once = newMark();
      const first = announcementOf({ kind: "budget.exceeded", once });
      const other = announcementOf({ kind: "budget.exceeded" });
      expect(await db.announcements.addAll([first, other])).toEqual([first.id, other.id]);
      const second = announcementOf({ kind: "budget.exceeded", once });
      const third = announcementOf({ kind: "budget.exceeded" });
      expect(await db.announcements.addAll([second, third])).toEqual([third.id]);
      expect(await db.announcements.find(second.id)).toBeNull();
    });
  });

  describe("notices", () => {
    test("of an account are for its members, but not for who did it", async () => {
      const db = database();
      const [{ user }, { user: stranger }] = [await addPerson(db), await addPerson(db)];
      const mine = await announced({ kind: "review.approved", developerId: user.developerId });
      expect(await tellAll(mine)).toEqual({ mailed: [user.id], looks: 2 });
      expect(await isTold(user, mine)).toBe(true);
      expect(await isTold(stranger, mine)).toBe(false);
      const done = await announced({
        kind: "version.published",
        developerId: user.developerId,
        by: user.id,
      });
      expect(await tellAll(done)).toEqual({ mailed: [], looks: 1 });
    });

    test("for reviewers spare those of the account, for admins all others, for one person everybody else", async () => {
      const db = database();
      const people = {
        member: (await addPerson(db)).user,
        reviewer: (await addPerson(db, { role: "reviewer" })).user,
        admin: (await addPerson(db, { role: "admin" })).user,
      };
      const told = async (announcement: Announcement) => {
        await tellAll(announcement, { ...byDefault, limit: 3 });
        const names = Object.entries(people).map(async ([name, user]) =>
          (await isTold(user, announcement)) ? name : null,
        );
        return (await Promise.all(names)).filter((name) => name !== null);
      };
      const { developerId } = people.member;
      expect(await told(await announced({ kind: "review.submitted", developerId }))).toEqual([
        "reviewer",
        "admin",
      ]);
      const own = await announced({ kind: "review.submitted", developerId: people.reviewer.developerId });
      expect(await told(own)).toEqual(["admin"]);
      expect(await told(await announced({ kind: "sweep.stopped" }))).toEqual(["admin"]);
      const one = await announced({ kind: "token.expiring", userId: people.reviewer.id });
      expect(await told(one)).toEqual(["reviewer"]);
    });

    test("are made once, however often and by however many they are told", async () => {
      const db = database();
      const { user } = await addPerson(db);
      const announcement = await announced({ kind: "review.approved", developerId: user.developerId });
      const all = await Promise.all([1, 2, 3, 4].map(() => tellAll(announcement)));
      expect(all.flatMap(({ mailed }) => mailed)).toEqual([user.id]);
      expect((await tellAll(announcement)).mailed).toEqual([]);
      expect((await listOf(user)).total).toBe(1);
    });

    test("go the ways that people chose, and the kind's own without a choice", async () => {
      const db = database();
      const { user } = await addPerson(db);
      const choose = (portal: boolean, mail: boolean) =>
        db.notices.choose(user.id, { kind: "review.approved", portal, mail });
      const toldBy = async (choice = byDefault) => {
        const announcement = await announced({ kind: "review.approved", developerId: user.developerId });
        const { mailed } = await tellAll(announcement, choice);
        const recipient = await db.notices.findRecipient(announcement, user.id, choice);
        expect(recipient).toEqual(mailed.length > 0 ? { name: "Ada", address: "ada@example.com" } : null);
        return { portal: await isTold(user, announcement), mail: mailed.length > 0 };
      };
      expect(await toldBy()).toEqual({ portal: true, mail: true });
      expect(await toldBy({ portal: true, mail: false })).toEqual({ portal: true, mail: false });
      await choose(false, true);
      expect(await toldBy({ portal: true, mail: false })).toEqual({ portal: false, mail: true });
      await choose(true, false);
      expect(await toldBy()).toEqual({ portal: true, mail: false });
      await choose(false, false);
      expect(await toldBy()).toEqual({ portal: false, mail: false });
      expect(await db.notices.listChoices(user.id)).toEqual([
        { kind: "review.approved", portal: false, mail: false },
      ]);
    });

    test("go to no mailbox without an address", async () => {
      const db = database();
      const { user } = await addPerson(db);
      expect(await db.notices.findAddress(user.id)).toBe("ada@example.com");
      await db.users.updateProfile({ ...user, email: null });
      const announcement = await announced({ kind: "review.approved", developerId: user.developerId });
      expect((await tellAll(announcement)).mailed).toEqual([]);
      expect(await isTold(user, announcement)).toBe(true);
      expect(await db.notices.findRecipient(announcement, user.id, byDefault)).toBeNull();
      expect(await db.notices.findAddress(user.id)).toBeNull();
      expect(await db.notices.findAddress(newId())).toBeNull();
    });

    test("end by e-mail for one kind, and leave the portal as it is", async () => {
      const db = database();
      const { user } = await addPerson(db);
      expect(await db.notices.endMail(user.id, "review.approved", { portal: true })).toBe(true);
      await db.notices.choose(user.id, { kind: "version.failed", portal: false, mail: true });
      expect(await db.notices.endMail(user.id, "version.failed", { portal: true })).toBe(true);
      expect(await db.notices.listChoices(user.id)).toEqual([
        { kind: "review.approved", portal: true, mail: false },
        { kind: "version.failed", portal: false, mail: false },
      ]);
      expect(await db.notices.endMail(newId(), "review.approved", { portal: true })).toBe(false);
    });

    test("are listed the latest first, searched, narrowed down, and read", async () => {
      const db = database();
      const { user, actor } = await addPerson(db);
      const { user: other } = await addPerson(db);
      const app = await addApp(db, actor, { name: `Notes ${newMark()}` });
      const { developerId } = user;
      const first = await announced({
        id: newId(minute(1)),
        kind: "review.approved",
        developerId,
        appId: app.id,
      });
      const second = await announced({ id: newId(minute(2)), kind: "version.failed", developerId });
      for (const one of [first, second]) await tellAll(one);
      const ids = async (query: Partial<NoticeQuery> = {}) =>
        (await listOf(user, query)).items.map(({ announcement }) => announcement.id);
      expect(await ids()).toEqual([second.id, first.id]);
      expect(await ids({ search: app.name.slice(6).toUpperCase() })).toEqual([first.id]);
      expect(await ids({ kind: "version.failed" })).toEqual([second.id]);
      expect(await db.queries.readBell(actor)).toMatchObject({
        unread: 2,
        latest: [{ announcement: second, readAt: null }, { announcement: first }],
      });

      // Nobody reads for somebody else.
      expect(await db.notices.markRead(other.id, [first.id], minute(5))).toBe(0);
      expect(await db.notices.markRead(user.id, [first.id], minute(5))).toBe(1);
      expect(await db.notices.markRead(user.id, [first.id], minute(6))).toBe(0);
      expect(await ids({ show: "unread" })).toEqual([second.id]);
      expect((await listOf(user)).items[1]?.readAt).toEqual(minute(5));
      expect(await db.notices.markRead(user.id, null, minute(7))).toBe(1);
      expect(await db.queries.readBell(actor)).toMatchObject({ unread: 0 });
    });

    test("of a role are gone with it", async () => {
      const db = database();
      const { user } = await addPerson(db, { role: "admin" });
      const announcement = await announced({ kind: "sweep.stopped" });
      await tellAll(announcement);
      expect(await isTold(user, announcement)).toBe(true);
      await db.users.setRole(user.id, "member");
      expect(await isTold(user, announcement)).toBe(false);
      expect(await db.notices.findRecipient(announcement, user.id, byDefault)).toBeNull();
    });

    test("are told to whoever has the bell open", async () => {
      const db = database();
      const [{ user }, { user: other }] = [await addPerson(db), await addPerson(db)];
      let heard = 0;
      let foreign = 0;
      const stops = [
        db.changes.subscribe(`notices:${user.id}`, () => {
          heard += 1;
        }),
        db.changes.subscribe(`notices:${other.id}`, () => {
          foreign += 1;
        }),
      ];
      try {
        const hears = (write: () => Promise<unknown>) =>
          expect
            .poll(
              async () => {
                await write();
                return heard;
              },
              { timeout: 10_000, interval: 100 },
            )
            .toBeGreaterThan(0);
        await hears(async () =>
          tellAll(await announced({ kind: "review.approved", developerId: user.developerId })),
        );
        // What is on its way arrives before what follows is counted.
        await new Promise((passed) => setTimeout(passed, 300));
        heard = 0;
        foreign = 0;
        await db.notices.markRead(user.id, null, minute(5));
        await hears(async () => {});
        expect(foreign).toBe(0);
      } finally {
        for (const stop of stops) stop();
      }
    });

    test("are forgotten when they are old, the read ones first", async () => {
      const db = database();
      const { user } = await addPerson(db);
      const old = new Date(Date.UTC(2001, 0, 1));
      const since = { read: new Date(Date.UTC(2001, 5, 1)), unread: new Date(Date.UTC(2000, 5, 1)) };
      const { developerId } = user;
      const kept = await announced({ kind: "review.approved", developerId, at: old });
      const read = await announced({ kind: "review.approved", developerId, at: old });
      const young = await announced({ kind: "review.approved", developerId });
      for (const one of [kept, read, young]) await tellAll(one);
      await db.notices.markRead(user.id, [read.id, young.id], minute(5));
      const left = async () => new Set((await listOf(user)).items.map(({ announcement }) => announcement.id));
      const ids = (...all: { id: AnnouncementId }[]) => new Set(all.map(({ id }) => id));

      expect(await db.notices.forget(since, 100)).toBe(1);
      expect(await left()).toEqual(ids(kept, young));
      expect(await db.announcements.forget(since.read, 100)).toBe(1);
      expect(await db.announcements.find(read.id)).toBeNull();
      expect(await db.announcements.find(kept.id)).not.toBeNull();
      expect(await db.notices.forget({ ...since, unread: since.read }, 100)).toBe(1);
      expect(await db.announcements.forget(since.read, 100)).toBe(1);
      expect(await left()).toEqual(ids(young));
    });
  });
}
