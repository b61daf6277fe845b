import { describe, expect, test } from "vitest";
import { system, type UserActor } from "../../actor.ts";
import { AuditQuery } from "../../audit-query.ts";
import { newId } from "../../ids.ts";
import type { ObservedDatabase } from "../memory-database.ts";
import { addApp, addPerson, minute, newMark } from "./sample-rows.ts";

export function describeAudit(database: () => ObservedDatabase): void {
  describe("the audit log", () => {
    /** Three entries about an app of somebody's: by them, by the store, and by a program of theirs. */
    async function story() {
      const db = database();
      const mark = newMark();
      const { actor } = await addPerson(db, { name: `Ada ${mark}` });
      const app = await addApp(db, actor, { name: `Notes ${mark}` });
      const token = newId<"access-token">();
      const program: UserActor = {
        ...actor,
        token: { id: token, scopes: ["upload"], appId: null },
        from: "0123456789abcdef",
      };
      const version = newId<"version">();
      await db.audit.appendAll([
        {
          actor,
          action: "app.changed",
          subjectId: app.id,
          appId: app.id,
          at: minute(1),
          before: { name: "Old" },
          after: { name: "New" },
        },
        { actor: system, action: "version.passed", subjectId: version, appId: app.id, at: minute(2) },
        {
          actor: program,
          action: "version.submitted",
          subjectId: version,
          appId: app.id,
          at: minute(3),
          data: { code: 1 },
        },
      ]);
      const list = (fields: object, limit = 10) => db.queries.listAudit(AuditQuery.parse(fields), limit);
      return { db, mark, actor, app, token, version, list };
    }

    test("tells who did what to whom, from where, and what changed, the latest first", async () => {
      const { actor, app, token, version, list } = await story();
      const items = await list({ app: app.id });
      const by = { id: actor.userId, accountId: actor.developerId, name: expect.stringContaining("Ada") };
      const of = {
        account: { id: actor.developerId, name: expect.any(String) },
        app: { id: app.id, name: app.name, packageId: app.packageId },
      };
      expect(items).toEqual([
        {
          ...of,
          id: expect.any(BigInt),
          sequence: expect.any(BigInt),
          at: minute(3),
          by: expect.objectContaining(by),
          accessTokenId: token,
          cameFrom: "0123456789abcdef",
          action: "version.submitted",
          subjectId: version,
          data: { code: 1 },
          before: null,
          after: null,
        },
        expect.objectContaining({
          ...of,
          by: null,
          action: "version.passed",
          accessTokenId: null,
          cameFrom: null,
        }),
        expect.objectContaining({
          ...of,
          before: { name: "Old" },
          after: { name: "New" },
          accessTokenId: null,
        }),
      ]);
      expect(items[0]?.sequence).toBe((items[2]?.sequence ?? 0n) + 2n);
    });

    test("finds by person, account, app, subject, group, day and number", async () => {
      const { actor, app, version, list } = await story();
      const stranger = newId();
      const found = async (fields: object) =>
        (await list({ app: app.id, ...fields })).map(({ action }) => action);
      const all = ["version.submitted", "version.passed", "app.changed"];
      expect(await found({ user: actor.userId })).toEqual(["version.submitted", "app.changed"]);
      expect(await found({ user: stranger })).toEqual([]);
      expect(await found({ account: actor.developerId })).toEqual(all);
      expect(await found({ account: stranger })).toEqual([]);
      expect(await list({ app: stranger })).toEqual([]);
      expect(await found({ subject: version })).toEqual(all.slice(0, 2));
      expect(await found({ group: "app" })).toEqual(["app.changed"]);
      const day = minute(1).toISOString().slice(0, 10);
      expect(await found({ from: day, to: day })).toEqual(all);
      expect(await found({ to: "2020-01-01" })).toEqual([]);
      expect(await found({ from: "2099-01-01" })).toEqual([]);
      const [first] = await list({ app: app.id }, 1);
      expect(await found({ before: first?.id })).toEqual(all.slice(1));
    });

    test("finds names, actions and ids", async () => {
      const { mark, app, actor, version, list } = await story();
      const count = async (search: string) => (await list({ app: app.id, search })).length;
      expect(await count(`ada ${mark}`)).toBe(2);
      expect(await count(`notes ${mark}`)).toBe(3);
      expect(await count(app.packageId)).toBe(3);
      expect(await count("version.pass")).toBe(1);
      expect(await count(version)).toBe(2);
      expect(await count(actor.userId)).toBe(2);
      expect(await count("nothing like it")).toBe(0);
      expect(await count("100%")).toBe(0);
    });

    test("knows whose affair something is", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const { actor: reviewer } = await addPerson(db, { role: "reviewer" });
      const app = await addApp(db, actor);
      const subjectId = newId();
      const append = (entry: Pick<Parameters<typeof db.audit.append>[0], "actor" | "action"> & object) =>
        db.audit.append({ subjectId, at: minute(1), ...entry });
      await append({ actor: reviewer, action: "version.approved", ...{ appId: app.id } });
      await append({ actor, action: "token.created" });
      await append({ actor, action: "session.started" });
      await append({ actor: system, action: "quota.changed", ...{ developerId: actor.developerId } });
      await append({ actor, action: "store_settings.changed" });
      const items = await db.queries.listAudit(AuditQuery.parse({ subject: subjectId }), 10);
      expect(items.map(({ account }) => account?.id ?? null)).toEqual([
        null,
        actor.developerId,
        null,
        actor.developerId,
        actor.developerId,
      ]);
    });

    test("has a head that moves with every entry", async () => {
      const { db } = await story();
      const before = await db.queries.findAuditHead();
      await db.audit.append({ actor: system, action: "job.retried", subjectId: newId(), at: minute(1) });
      const after = await db.queries.findAuditHead();
      expect(after?.sequence).toBe((before?.sequence ?? 0n) + 1n);
      expect(after?.hash).toMatch(/^[0-9a-f]{64}$/);
      expect(after?.hash).not.toBe(before?.hash);
    });
  });
}
