import { describe, expect, test } from "vitest";
import type { UserActor } from "../../actor.ts";
import { system } from "../../actor.ts";
import type { AppTransfer } from "../../app-transfer.ts";
import { type AppId, newId } from "../../ids.ts";
import type { TrustedExchange, TrustedPublisher } from "../../trusted-publisher.ts";
import type { ObservedDatabase } from "../memory-database.ts";
import { addApp, addIcon, addPerson, addVersion, minute, newMark } from "./sample-rows.ts";

const hashOf = () => `${newMark()}${newMark()}`.padEnd(64, "a");

export function describeTransfersAndTrust(database: () => ObservedDatabase): void {
  async function owned() {
    const db = database();
    const { actor } = await addPerson(db);
    const { actor: other } = await addPerson(db);
    return { db, actor, other, app: await addApp(db, actor) };
  }

  describe("transfers", () => {
    const transferOf = (actor: UserActor, appId: AppId, fields: Partial<AppTransfer> = {}): AppTransfer => ({
      id: newId(),
      appId,
      fromDeveloperId: actor.developerId,
      offeredBy: actor.userId,
      createdAt: minute(0),
      expiresAt: minute(60),
      status: "open",
      toDeveloperId: null,
      endedAt: null,
      ...fields,
    });

    test("of an app are open one at a time; one that has expired makes room", async () => {
      const { db, actor, app } = await owned();
      const first = transferOf(actor, app.id);
      expect(await db.transfers.create(first, hashOf())).toBe(true);
      const during = transferOf(actor, app.id, { createdAt: minute(59), expiresAt: minute(99) });
      expect(await db.transfers.create(during, hashOf())).toBe(false);
      expect(await db.transfers.findOpen(app.id)).toEqual(first);
      const after = transferOf(actor, app.id, { createdAt: minute(60), expiresAt: minute(120) });
      expect(await db.transfers.create(after, hashOf())).toBe(true);
      expect(await db.transfers.findOpen(app.id)).toEqual(after);
      const end = { status: "called_off", to: null, at: minute(70) } as const;
      expect(await db.transfers.end(after.id, end)).toBe(true);
      expect(await db.transfers.end(after.id, end)).toBe(false);
      expect(await db.transfers.findOpen(app.id)).toBeNull();
    });

    test("give everything of the app to another account, and leave its keys", async () => {
      const { db, actor, other, app } = await owned();
      const version = await addVersion(db, app, { status: "published", code: 1 });
      const icon = await addIcon(db, app);
      const key = `packages/${app.founderId}/${app.id}/1/package.mosis`;
      await db.objects.expect({ key, kind: "package", appId: app.id, at: minute(1) });
      await db.objects.stored({ key, size: 700, etag: "e1", sha256: null, at: minute(2) });
      const untouched = await addVersion(db, await addApp(db, actor), { status: "draft", code: 1 });
      const transfer = transferOf(actor, app.id);
      const hash = hashOf();
      await db.transfers.create(transfer, hash);
      expect(await db.transfers.findByHash(hash)).toMatchObject({
        ...transfer,
        app: { id: app.id, packageId: app.packageId },
        from: { id: actor.developerId, name: "Ada" },
        versions: 1,
        storedBytes: 700,
      });
      const accounts = { from: actor.developerId, to: other.developerId };
      const give = () => db.transaction((stores) => stores.transfers.handOver(app.id, accounts));
      expect(await give()).toBe(true);
      expect(await give()).toBe(false);
      const to = { developerId: other.developerId };
      const founderId = actor.developerId;
      expect(await db.apps.find(other, app.id)).toMatchObject({ ...to, founderId });
      expect(await db.apps.find(actor, app.id)).toBeNull();
      expect(await db.versions.find(other, version.id)).toMatchObject({ ...to, founderId });
      expect(await db.versions.find(actor, version.id)).toBeNull();
      expect(await db.uploads.find(other, version.uploadId)).toMatchObject(to);
      expect(await db.icons.find(other, icon.id)).toMatchObject(to);
      expect(await db.objects.find(key)).toMatchObject(to);
      expect(await db.versions.find(actor, untouched.id)).toMatchObject({ developerId: actor.developerId });
      expect(await db.apps.ownersOf([app.id, newId()])).toEqual(new Map([[app.id, other.developerId]]));
      const end = { status: "accepted", to: other.developerId, at: minute(9) } as const;
      expect(await db.transfers.end(transfer.id, end)).toBe(true);
      // What a job still holds of before changes nothing of whose it is; what it announces is the new account's.
      await db.versions.update({ ...version, publishedAt: minute(8) }, version);
      await db.apps.update({ ...app, name: "Other" });
      const later = `${key}.later`;
      await db.objects.expect({ key: later, kind: "package", appId: app.id, at: minute(9) });
      for (const row of [
        await db.versions.find(system, version.id),
        await db.apps.find(system, app.id),
        await db.objects.find(later),
      ])
        expect(row).toMatchObject(to);
    });
  });

  describe("trusted publishers", () => {
    const publisherOf = (actor: UserActor, appId: AppId): TrustedPublisher => ({
      id: newId(),
      appId,
      developerId: actor.developerId,
      issuer: "https://issuer.example.com",
      identity: {
        provider: "oidc",
        issuer: "https://issuer.example.com",
        subject: "job-1",
        claims: { team: "a" },
      },
      createdBy: actor.userId,
      createdAt: minute(0),
    });
    const exchangeOf = (publisher: TrustedPublisher, fields: Partial<TrustedExchange> = {}) => ({
      id: newId<"trusted-exchange">(),
      publisherId: publisher.id,
      claims: { sha: "0a1b" },
      createdAt: minute(1),
      expiresAt: minute(16),
      keptUntil: minute(20),
      uploadId: null,
      ...fields,
    });
    const secretsOf = () => ({ identitySha256: hashOf(), hash: hashOf() });

    test("of an app are listed until they are removed, and not too many", async () => {
      const { db, actor, other, app } = await owned();
      const first = publisherOf(actor, app.id);
      const second = { ...publisherOf(actor, app.id), createdAt: minute(1) };
      expect(await db.trust.add(first, 2)).toBe(true);
      expect(await db.trust.add(second, 2)).toBe(true);
      expect(await db.trust.add(publisherOf(actor, app.id), 2)).toBe(false);
      expect(await db.trust.list(app.id)).toEqual([second, first]);
      const elsewhere = await addApp(db, other);
      expect(await db.trust.remove(elsewhere.id, first.id, minute(2))).toBe(false);
      expect(await db.trust.remove(app.id, first.id, minute(2))).toBe(true);
      expect(await db.trust.remove(app.id, first.id, minute(2))).toBe(false);
      expect(await db.trust.list(app.id)).toEqual([second]);
      await db.trust.removeAll(app.id, minute(3));
      expect(await db.trust.list(app.id)).toEqual([]);
    });

    test("exchange an identity token once, for one upload", async () => {
      const { db, actor, app } = await owned();
      const publisher = publisherOf(actor, app.id);
      await db.trust.add(publisher, 9);
      const exchange = exchangeOf(publisher);
      const secrets = secretsOf();
      expect(await db.trust.exchange(exchange, secrets)).toBe(true);
      const again = { identitySha256: secrets.identitySha256, hash: hashOf() };
      expect(await db.trust.exchange(exchangeOf(publisher), again)).toBe(false);
      expect(await db.trust.findByHash(again.hash)).toBeNull();
      expect(await db.trust.findByHash(secrets.hash)).toEqual({ exchange, publisher });
      const version = await addVersion(db, app);
      expect(await db.trust.findProvenance(version.id)).toBeNull();
      expect(await db.trust.bind(exchange.id, version.uploadId)).toBe(true);
      expect(await db.trust.bind(exchange.id, version.uploadId)).toBe(true);
      expect(await db.trust.bind(exchange.id, newId())).toBe(false);
      expect(await db.trust.findProvenance(version.id)).toEqual({
        provider: "oidc",
        issuer: publisher.issuer,
        claims: { sha: "0a1b" },
        at: minute(1),
      });
      await db.trust.remove(app.id, publisher.id, minute(5));
      expect(await db.trust.findByHash(secrets.hash)).toBeNull();
      expect(await db.trust.findProvenance(version.id)).toMatchObject({ provider: "oidc" });
    });

    test("are forgotten what came to nothing, once it cannot come again", async () => {
      const { db, actor, app } = await owned();
      const publisher = publisherOf(actor, app.id);
      await db.trust.add(publisher, 9);
      const long = exchangeOf(publisher, { keptUntil: minute(40) });
      const spent = exchangeOf(publisher);
      const used = exchangeOf(publisher, { uploadId: newId() });
      const secrets = [secretsOf(), secretsOf(), secretsOf()] as const;
      await db.trust.exchange(long, secrets[0]);
      await db.trust.exchange(spent, secrets[1]);
      await db.trust.exchange(used, secrets[2]);
      while ((await db.trust.forget(minute(30), 1)) > 0);
      const left = await Promise.all(
        secrets.map(async ({ hash }) => (await db.trust.findByHash(hash)) !== null),
      );
      expect(left).toEqual([true, false, true]);
    });
  });
}
