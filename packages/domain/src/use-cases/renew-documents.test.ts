import { describe, expect, test } from "vitest";
import { Feed, KeysFile } from "../feed.ts";
import { objectKeys, stable } from "../object-keys.ts";
import { dayMs } from "../quota.ts";
import { documentRenewalMs, releaseDocumentOf } from "../release-document.ts";
import { createReleaseSigner } from "../release-signer.ts";
import { openDocument, signingKeyOf } from "../signed-document.ts";
import {
  addSampleApp,
  addSampleApproval,
  createSampleStore,
  endsAfterEveryCrash,
  samplePublicKey,
} from "../testing/index.ts";
import { renewDocuments } from "./renew-documents.ts";
import { writeDeviceKeys } from "./write-device-keys.ts";
import { writeFeed } from "./write-feed.ts";

describe("signing anew", () => {
  test("reaches what is older than two days, the oldest first, and leaves its sequence", async () => {
    const store = await createSampleStore();
    const app = await addSampleApp(store);
    const versionId = await addSampleApproval(store, app, 1);
    await store.app.publishVersion({ actor: store.developer, versionId });
    await writeFeed(store, { appId: app.id, track: stable });
    store.clock.advance(documentRenewalMs - 1000);
    await renewDocuments(store);
    const signedAt = () => {
      const { bytes } = store.objects.objects.get(objectKeys.feed(app.id, stable)) ?? {};
      return releaseDocumentOf(Feed.parse(JSON.parse(new TextDecoder().decode(bytes))).base);
    };
    expect(signedAt()).toMatchObject({ signed_at: "2026-06-01T12:00:00.000Z", sequence: 1 });
    store.clock.advance(2000);
    await renewDocuments(store);
    expect(signedAt()).toMatchObject({ signed_at: "2026-06-03T12:00:01.000Z", sequence: 1 });
  });

  test("of the keys ends with the list noted, wherever a run before was cut off", async () => {
    const ends = await endsAfterEveryCrash({
      begin: createSampleStore,
      ports: (store) => store,
      run: (ports) => writeDeviceKeys(ports),
      end: async (store) => {
        const row = await store.db.objects.find(objectKeys.deviceKeys);
        return [row?.status, row?.etag === (await store.objects.head(objectKeys.deviceKeys))?.etag];
      },
    });
    expect(ends).toHaveLength(4);
    for (const { diedAfter, end } of ends) expect(end, diedAfter).toEqual(["stored", true]);
  });

  test("writes the keys when there is none, when they are others, and every day", async () => {
    const store = await createSampleStore();
    const written = async () => {
      await writeDeviceKeys(store);
      const { bytes, etag } = store.objects.objects.get(objectKeys.deviceKeys) ?? {};
      return { etag, file: KeysFile.parse(JSON.parse(new TextDecoder().decode(bytes))) };
    };
    const first = await written();
    const [document] = first.file.documents;
    expect(document && (await openDocument(document, [samplePublicKey]))).toMatchObject({
      format: "mosis-keys/1",
      keys: [{ key_id: samplePublicKey.id }],
      expires_at: "2026-06-08T12:00:00.000Z",
    });
    store.clock.advance(dayMs - 1);
    expect((await written()).etag).toBe(first.etag);
    store.clock.advance(1);
    const second = await written();
    expect(second.etag).not.toBe(first.etag);

    await store.objects.put({
      contentType: "application/json",
      cacheControl: "no-store",
      key: objectKeys.deviceKeys,
      bytes: new TextEncoder().encode("no list"),
    });
    expect((await written()).file.documents).toEqual(second.file.documents);
    const until = new Date("2100-01-01");
    const next = await signingKeyOf(new Uint8Array(32).fill(8), { from: store.clock.now(), until });
    const old = await signingKeyOf(new Uint8Array(32).fill(7), { from: new Date(0), until });
    store.signer = createReleaseSigner([old, next]);
    const both = await written();
    expect(both.file.documents.map(({ key_id }) => key_id)).toEqual([samplePublicKey.id, next.publicKey.id]);
    for (const signed of both.file.documents)
      expect(await openDocument(signed, [samplePublicKey, next.publicKey])).toMatchObject({
        keys: [{ key_id: samplePublicKey.id }, { key_id: next.publicKey.id }],
      });
  });
});
