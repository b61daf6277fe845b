import { describe, expect, test } from "vitest";
import type { AccessToken } from "../../access-token.ts";
import type { User } from "../../account.ts";
import type { UserActor } from "../../actor.ts";
import { newId } from "../../ids.ts";
import { ListQuery } from "../../listing.ts";
import { sha256Of } from "../../sha256.ts";
import type { ObservedDatabase } from "../memory-database.ts";
import { addApp, addBase, addPerson, addUpload, addVersion, minute } from "./sample-rows.ts";

export function describeAccessTokens(database: () => ObservedDatabase): void {
  describe("access tokens", () => {
    const tokenOf = (user: User, fields: Partial<AccessToken> = {}): AccessToken => ({
      id: newId(),
      userId: user.id,
      developerId: user.developerId,
      name: "CI",
      scopes: ["read", "publish"],
      appId: null,
      start: "mosis_pat_1a2b",
      createdAt: minute(0),
      expiresAt: minute(60),
      lastUsedAt: null,
      revokedAt: null,
      ...fields,
    });
    const newHash = () => sha256Of(new TextEncoder().encode(newId()));
    async function add(user: User, fields: Partial<AccessToken> = {}): Promise<AccessToken> {
      const token = tokenOf(user, fields);
      expect(await database().tokens.create(token, await newHash(), 20)).toBe(true);
      return token;
    }

    test("are found by their hash alone", async () => {
      const db = database();
      const { user } = await addPerson(db);
      const [token, hash] = [tokenOf(user), await newHash()];
      expect(await db.tokens.create(token, hash, 20)).toBe(true);
      expect(await db.tokens.findByHash(hash)).toEqual({ token, accountRole: "owner" });
      expect(await db.tokens.findByHash(await newHash())).toBeNull();
      await expect(db.tokens.create(tokenOf(user), hash, 20)).rejects.toThrow();
    });

    test("are not found when their person does not belong to their developer account", async () => {
      const db = database();
      const [{ user }, { user: other }] = [await addPerson(db), await addPerson(db)];
      const hash = await newHash();
      await db.tokens.create(tokenOf(user, { developerId: other.developerId }), hash, 20);
      expect(await db.tokens.findByHash(hash)).toBeNull();
    });

    test("note their last use, never an earlier one", async () => {
      const db = database();
      const { user } = await addPerson(db);
      const token = await add(user);
      const lastUsed = async () => (await db.tokens.listLive(user.id, minute(0)))[0]?.lastUsedAt;
      await db.tokens.touch(token.id, minute(5));
      await db.tokens.touch(token.id, minute(4));
      expect(await lastUsed()).toEqual(minute(5));
      await db.tokens.touch(newId(), minute(6));
    });

    test("are listed for their person: those that live, the newest first", async () => {
      const db = database();
      const [{ user }, { user: other }] = [await addPerson(db), await addPerson(db)];
      const older = await add(user);
      const newer = await add(user, { createdAt: minute(1), name: "laptop" });
      await add(user, { expiresAt: minute(10) });
      await add(user, { revokedAt: minute(3) });
      await add(other);
      expect(await db.tokens.listLive(user.id, minute(10))).toEqual([newer, older]);
    });

    test("are listed when they have ended, the latest end first, within a span and up to a limit", async () => {
      const db = database();
      const [{ user }, { user: other }] = [await addPerson(db), await addPerson(db)];
      await add(user);
      await add(user, { expiresAt: minute(20) });
      await add(user, { expiresAt: minute(5) });
      const expired = await add(user, { expiresAt: minute(10) });
      const revoked = await add(user, { expiresAt: minute(50), revokedAt: minute(8) });
      const early = await add(user, { expiresAt: minute(50), revokedAt: minute(6) });
      await add(other, { revokedAt: minute(9) });
      const list = (limit: number) =>
        db.tokens.listEnded(user.id, { since: minute(5), until: minute(10), limit });
      expect(await list(9)).toEqual([expired, revoked, early]);
      expect(await list(2)).toEqual([expired, revoked]);
    });

    test("are revoked by their own person, once, while they live", async () => {
      const db = database();
      const [{ user }, { user: other }] = [await addPerson(db), await addPerson(db)];
      const token = await add(user);
      expect(await db.tokens.revoke(other.id, token.id, minute(4))).toBe(false);
      expect(await db.tokens.revoke(user.id, token.id, minute(4))).toBe(true);
      expect(await db.tokens.revoke(user.id, token.id, minute(5))).toBe(false);
      const span = { since: minute(0), until: minute(9), limit: 9 };
      expect(await db.tokens.listEnded(user.id, span)).toEqual([{ ...token, revokedAt: minute(4) }]);
      const expired = await add(user, { expiresAt: minute(10) });
      expect(await db.tokens.revoke(user.id, expired.id, minute(10))).toBe(false);
    });

    test("are no more than allowed, however many are made at once", async () => {
      const db = database();
      const { user } = await addPerson(db);
      const create = async (fields?: Partial<AccessToken>) => {
        const hash = await newHash();
        return db.transaction(({ tokens }) => tokens.create(tokenOf(user, fields), hash, 3));
      };
      const made = await Promise.all(Array.from({ length: 10 }, () => create()));
      expect(made.filter(Boolean)).toHaveLength(3);
      // Those have expired by then.
      expect(await create({ createdAt: minute(60), expiresAt: minute(90) })).toBe(true);
    });

    test("stand in the audit log beside what was done with them", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const version = await addVersion(db, await addApp(db, actor), { status: "draft", code: 1 });
      const token = newId<"access-token">();
      const entry = { action: "version.received", subjectId: version.id, at: minute(5) } as const;
      await db.audit.append({
        ...entry,
        actor: { ...actor, token: { id: token, scopes: ["upload"], appId: null } },
        data: { size: 1 },
      });
      await db.audit.append({ ...entry, actor });
      expect((await db.queries.listHistory(actor, version.id)).map(({ data }) => data)).toEqual([
        { size: 1, access_token: token },
        {},
      ]);
    });

    test("that are good for one app find nothing of any other, whatever they ask for", async () => {
      const db = database();
      const { actor } = await addPerson(db);
      const [theirs, other] = [await addApp(db, actor), await addApp(db, (await addPerson(db)).actor)];
      const sibling = await addApp(db, actor);
      const token: UserActor["token"] = { id: newId(), scopes: ["read"], appId: theirs.id };
      const program: UserActor = { ...actor, token };
      const query = ListQuery.parse({});
      expect((await db.apps.find(program, theirs.id))?.id).toBe(theirs.id);
      for (const app of [other, sibling]) {
        const version = await addVersion(db, app, { status: "published", code: 1 });
        await addBase(db, version);
        await addUpload(db, app);
        expect(await db.apps.find(program, app.id)).toBeNull();
        expect(await db.apps.findByPackageId(program, app.packageId)).toBeNull();
        expect(await db.versions.find(program, version.id)).toBeNull();
        expect(await db.tracks.list(program, app.id)).toEqual([]);
        expect(await db.queries.listOpenUploads(program, app.id)).toEqual([]);
        for (const page of [
          await db.queries.listVersions(program, app.id, query),
          await db.queries.listReleasable(program, app.id, query),
          await db.queries.listReleases(program, app.id, { ...query, trackId: null }),
        ])
          expect(page).toMatchObject({ items: [], total: 0 });
      }
    });
  });
}
