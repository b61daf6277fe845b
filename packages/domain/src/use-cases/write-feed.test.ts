import { describe, expect, test } from "vitest";
import { isDomainError } from "../errors.ts";
import { Feed } from "../feed.ts";
import { type AppId, newId } from "../ids.ts";
import { cacheControl, objectKeys, stable } from "../object-keys.ts";
import { failing } from "../testing/conformance/sample-rows.ts";
import {
  addSampleApp,
  addSampleApproval,
  afterCall,
  createSampleStore,
  endsAfterEveryCrash,
  type SampleStore,
  surroundPorts,
} from "../testing/index.ts";
import { writeFeed } from "./write-feed.ts";

const track = stable;

function readFeed(store: SampleStore, appId: AppId): Feed | null {
  const object = store.objects.objects.get(objectKeys.feed(appId, track));
  return object ? Feed.parse(JSON.parse(new TextDecoder().decode(object.bytes))) : null;
}

async function storeWithApproved(versionCode = 1) {
  const store = await createSampleStore();
  const app = await addSampleApp(store);
  const versionId = await addSampleApproval(store, app, versionCode);
  const publish = () => store.app.publishVersion({ actor: store.developer, versionId });
  return { store, app, versionId, publish };
}

describe("an app's release document", () => {
  test("says what devices need of the published version", async () => {
    const { store, app, publish } = await storeWithApproved(7);
    const version = await publish();
    store.clock.advance(1000);
    await writeFeed(store, { appId: app.id, track });
    expect(readFeed(store, app.id)).toEqual({
      feed_version: 1,
      app_id: app.id,
      package_id: "com.example.notes",
      name: "Notes",
      track: "stable",
      updated_at: "2026-06-01T12:00:01.000Z",
      icon: { content_hash: "0123456789abcdef" },
      release: {
        version: "1.0.7",
        version_code: 7,
        size: version.size,
        sha256: version.sha256,
        min_os_version: null,
        published_at: "2026-06-01T12:00:00.000Z",
        object_key: objectKeys.package({ ...version, versionCode: 7 }),
      },
    });
    const key = objectKeys.feed(app.id, track);
    const object = store.objects.objects.get(key);
    expect(object).toMatchObject({ contentType: "application/json", cacheControl: cacheControl.feed });
    expect(await store.db.objects.find(key)).toMatchObject({
      kind: "feed",
      status: "stored",
      etag: object?.etag,
    });
  });

  test("names a package that is there", async () => {
    const { store, app, publish } = await storeWithApproved();
    await publish();
    await writeFeed(store, { appId: app.id, track });
    const release = readFeed(store, app.id)?.release;
    expect(await store.objects.head(release?.object_key ?? "")).toMatchObject({ size: release?.size });
  });

  test("is not made before something is published, nor for an app that does not exist", async () => {
    const { store, app } = await storeWithApproved();
    await writeFeed(store, { appId: app.id, track });
    await writeFeed(store, { appId: newId<"app">(), track });
    expect(readFeed(store, app.id)).toBeNull();
    expect([...store.objects.objects.keys()].filter((key) => key.startsWith("feeds/"))).toEqual([]);
  });

  test("follows the listing and the greatest version code, whatever is published last", async () => {
    const { store, app, publish } = await storeWithApproved(5);
    const next = await addSampleApproval(store, app, 6);
    await store.app.publishVersion({ actor: store.developer, versionId: next });
    await publish();
    await store.app.updateApp({ actor: store.developer, appId: app.id, changes: { name: "Better notes" } });
    await writeFeed(store, { appId: app.id, track });
    expect(readFeed(store, app.id)).toMatchObject({ name: "Better notes", release: { version_code: 6 } });
  });
});

describe("two jobs that write the same document", () => {
  /** Every call of the job's between which another job may come, found by watching it. */
  const moments = [
    "objects.head",
    "db.apps.find",
    "db.tracks.findByName",
    "db.releases.listHeads",
    "db.versions.find",
    "db.objects.expect",
    "objects.put",
    "db.objects.stored",
  ];

  test("the moments below are all there are", async () => {
    const { store, app, publish } = await storeWithApproved();
    await publish();
    const calls: string[] = [];
    const watched = surroundPorts(store, (name, call) => {
      calls.push(name);
      return call();
    });
    await writeFeed(watched, { appId: app.id, track });
    expect(calls).toEqual(moments);
  });

  describe.each([{ isFirst: true }, { isFirst: false }])("of an app, the first: $isFirst", ({ isFirst }) => {
    test.each(moments)("never leave the older state when the newer one comes after %s", async (moment) => {
      const { store, app, publish } = await storeWithApproved(1);
      const next = await addSampleApproval(store, app, 2);
      await publish();
      if (!isFirst) await writeFeed(store, { appId: app.id, track });
      const input = { appId: app.id, track };
      const overtaken = afterCall(store, moment, async () => {
        store.clock.advance(1000);
        await store.app.publishVersion({ actor: store.developer, versionId: next });
        await writeFeed(store, input);
      });
      const failure: unknown = await writeFeed(overtaken, input).then(
        () => null,
        (error: unknown) => error,
      );
      expect(readFeed(store, app.id)?.release?.version_code).toBe(2);
      const wroteBefore = moment === "objects.put" || moment === "db.objects.stored";
      expect(failure === null ? null : isDomainError(failure, "object_changed")).toBe(
        wroteBefore ? null : true,
      );

      // The loser's job is repeated, and then all is told right.
      await writeFeed(store, input);
      const key = objectKeys.feed(app.id, track);
      expect(readFeed(store, app.id)?.release?.version_code).toBe(2);
      expect((await store.db.objects.find(key))?.etag).toBe((await store.objects.head(key))?.etag);
    });
  });

  test("at the same time, one of them is told to repeat", async () => {
    const { store, app, publish } = await storeWithApproved();
    await publish();
    const write = () => writeFeed(store, { appId: app.id, track });
    const results = await Promise.allSettled([write(), write()]);
    const lost = results.filter((result) => result.status === "rejected");
    expect(lost.map(({ reason }) => reason as unknown)).toEqual([failing("object_changed")]);
  });
});

test("a job that is delivered again after a crash ends with the document written", async () => {
  const ends = await endsAfterEveryCrash({
    begin: async () => {
      const world = await storeWithApproved();
      await world.publish();
      return world;
    },
    ports: ({ store }) => store,
    run: (ports, { app }) => writeFeed(ports, { appId: app.id, track }),
    end: async ({ store, app }) => {
      const key = objectKeys.feed(app.id, track);
      const row = await store.db.objects.find(key);
      const head = await store.objects.head(key);
      return [readFeed(store, app.id)?.release?.version_code, row?.status, row?.etag === head?.etag];
    },
  });
  expect(ends).toHaveLength(8);
  for (const { diedAfter, end } of ends) expect(end, diedAfter).toEqual([1, "stored", true]);
});
