import { describe, expect, test } from "vitest";
import type { AccessToken } from "../../access-token.ts";
import type { User } from "../../account.ts";
import { newId } from "../../ids.ts";
import type { ObservedDatabase } from "../memory-database.ts";
import { addPerson, minute, newMark } from "./sample-rows.ts";

export function describeAccessTokens(database: () => ObservedDatabase): void {
  describe("access tokens", () => {
    const tokenOf = (user: User, fields: Partial<AccessToken> = {}): AccessToken => ({
      id: newId(),
      userId: user.id,
      name: "CI",
      start: "mosis_pat_1a2b",
      createdAt: minute(0),
      expiresAt: minute(60),
      lastUsedAt: null,
      revokedAt: null,
      ...fields,
    });
    const hashOf = () => `${newMark()}${newMark()}`.padEnd(64, "0").replaceAll("-", "0");

    test("are found by their hash, with their person", async () => {
      const db = database();
      const { user } = await addPerson(db);
      const [token, hash] = [tokenOf(user), hashOf()];
      expect(await db.tokens.create(token, hash, 20)).toBe(true);
      expect(await db.tokens.findByHash(hash)).toEqual({ token, user });
      expect(await db.tokens.findByHash(hashOf())).toBeNull();
      await db.tokens.touch(token.id, minute(5));
      await db.tokens.touch(token.id, minute(4));
      expect((await db.tokens.findByHash(hash))?.token.lastUsedAt).toEqual(minute(5));
    });

    test("are listed for their person until they are revoked", async () => {
      const db = database();
      const [{ user }, { user: other }] = [await addPerson(db), await addPerson(db)];
      const first = tokenOf(user);
      const second = tokenOf(user, { createdAt: minute(1), name: "laptop" });
      for (const token of [first, second]) await db.tokens.create(token, hashOf(), 20);
      await db.tokens.create(tokenOf(other), hashOf(), 20);
      expect(await db.tokens.list(user.id)).toEqual([second, first]);
      expect(await db.tokens.revoke(other.id, first.id, minute(2))).toBe(false);
      expect(await db.tokens.revoke(user.id, first.id, minute(2))).toBe(true);
      expect(await db.tokens.revoke(user.id, first.id, minute(3))).toBe(false);
      expect(await db.tokens.list(user.id)).toEqual([second]);
    });

    test("are no more than allowed, however many are made at once", async () => {
      const db = database();
      const { user } = await addPerson(db);
      const create = (fields?: Partial<AccessToken>) =>
        db.transaction(({ tokens }) => tokens.create(tokenOf(user, fields), hashOf(), 3));
      const made = await Promise.all(Array.from({ length: 10 }, () => create()));
      expect(made.filter(Boolean)).toHaveLength(3);
      // Those have expired by then.
      expect(await create({ createdAt: minute(60), expiresAt: minute(90) })).toBe(true);
    });
  });
}
