import { describe, expect, test } from "vitest";
import { isDomainError } from "../errors.ts";
import { Feed } from "../feed.ts";
import { type AppId, newId } from "../ids.ts";
import { cacheControl, objectKeys, stable, Track } from "../object-keys.ts";
import { releaseDocumentOf } from "../release-document.ts";
import { openDocument } from "../signed-document.ts";
import { failing } from "../testing/conformance/sample-rows.ts";
import {
  addSampleApp,
  addSampleApproval,
  afterCall,
  createSampleStore,
  endsAfterEveryCrash,
  type SampleStore,
  samplePublicKey,
  surroundPorts,
} from "../testing/index.ts";
import { writeFeed } from "./write-feed.ts";

const track = stable;

function readFeed(store: SampleStore, appId: AppId, of = track): Feed | null {
  const object = store.objects.objects.get(objectKeys.feed(appId, of));
  return object ? Feed.parse(JSON.parse(new TextDecoder().decode(object.bytes))) : null;
}

/** The version code that all devices of the track are told of. */
function codeTold(store: SampleStore, appId: AppId): number | null {
  const feed = readFeed(store, appId);
  return feed && (releaseDocumentOf(feed.base).release?.version_code ?? null);
}

async function storeWithApproved(versionCode = 1) {
  const store = await createSampleStore();
  const app = await addSampleApp(store);
  const versionId = await addSampleApproval(store, app, versionCode);
  const publish = () => store.app.publishVersion({ actor: store.developer, versionId });
  return { store, app, versionId, publish };
}

describe("what devices of a track are told", () => {
  test("is what they need of the release, signed", async () => {
    const { store, app, publish } = await storeWithApproved(7);
    const version = await publish();
    store.clock.advance(1000);
    await writeFeed(store, { appId: app.id, track });
    const feed = readFeed(store, app.id);
    expect(feed).toEqual({
      feed_version: 2,
      app_id: app.id,
      developer_id: app.founderId,
      package_id: "com.example.notes",
      name: "Notes",
      track: "stable",
      updated_at: "2026-06-01T12:00:01.000Z",
      icon: { content_hash: "0123456789abcdef" },
      audience: null,
      base: expect.anything(),
      candidate: null,
    });
    const [base] = await store.db.releases.listHeads([app.id]);
    expect(feed && (await openDocument(feed.base, [samplePublicKey]))).toEqual({
      format: "mosis-release/1",
      app_id: app.id,
      package_id: "com.example.notes",
      track: "stable",
      sequence: 1,
      signed_at: "2026-06-01T12:00:01.000Z",
      expires_at: "2026-06-08T12:00:01.000Z",
      release: {
        id: base?.id,
        version: "1.0.7",
        version_code: 7,
        size: version.size,
        sha256: version.sha256,
        min_os_version: null,
        published_at: "2026-06-01T12:00:00.000Z",
        contents_sha256: null,
        deltas: [],
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

  test("is not written before something is released, nor for an app that does not exist", async () => {
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
    expect(readFeed(store, app.id)).toMatchObject({ name: "Better notes" });
    expect(codeTold(store, app.id)).toBe(6);
  });

  test("is two things while a release is rolling, and the base alone while it is paused", async () => {
    const { store, app, publish } = await storeWithApproved(1);
    await publish();
    const versionId = await addSampleApproval(store, app, 2);
    const { developer: actor } = store;
    await store.app.publishVersion({ actor, versionId, release: "none" });
    const rollout = { basisPoints: 1_000, startsAt: null, ramp: null, haltThreshold: 500 };
    const release = await store.app.startRelease({ actor, versionId, track, rollout });
    await writeFeed(store, { appId: app.id, track });
    const feed = readFeed(store, app.id);
    expect(feed?.candidate).toMatchObject({ release_id: release.id, basis_points: 1_000 });
    expect(feed?.candidate && releaseDocumentOf(feed.candidate.document)).toMatchObject({
      sequence: 2,
      release: { version_code: 2 },
    });
    expect(codeTold(store, app.id)).toBe(1);

    await store.app.pauseRelease({ actor, releaseId: release.id });
    await writeFeed(store, { appId: app.id, track });
    const paused = readFeed(store, app.id);
    expect(paused).toMatchObject({ candidate: null });
    expect(paused && releaseDocumentOf(paused.base)).toMatchObject({ sequence: 3 });
  });

  test("is nothing once everything was withdrawn, with a sequence that goes on", async () => {
    const { store, app, versionId, publish } = await storeWithApproved();
    await publish();
    await store.app.withdrawVersion({ actor: store.developer, versionId, reason: "It deletes notes." });
    await writeFeed(store, { appId: app.id, track });
    const feed = readFeed(store, app.id);
    expect(feed && releaseDocumentOf(feed.base)).toMatchObject({ sequence: 2, release: null });
  });

  test("is for the listed devices alone, and for none once the track was removed", async () => {
    const { store, app, versionId, publish } = await storeWithApproved();
    await publish();
    const { developer: actor } = store;
    const name = Track.parse("friends");
    const { id: trackId } = await store.app.addTrack({
      actor,
      appId: app.id,
      track: { name, audience: "listed" },
    });
    const devices = ["b", "a"].map((digit) => ({ nameSha256: digit.repeat(64), label: digit }));
    await store.app.addTrackDevices({ actor, trackId, devices });
    const rollout = { basisPoints: 10_000, startsAt: null, ramp: null, haltThreshold: 500 };
    const release = await store.app.startRelease({ actor, versionId, track: name, rollout });
    await store.app.finishRelease({ actor, releaseId: release.id }).catch(() => {});
    await writeFeed(store, { appId: app.id, track: name });
    expect(readFeed(store, app.id, name)?.audience).toEqual(["a".repeat(64), "b".repeat(64)]);
    await store.app.removeTrack({ actor, trackId });
    await writeFeed(store, { appId: app.id, track: name });
    expect(readFeed(store, app.id, name)?.audience).toEqual([]);
  });
});

describe("two jobs that write the same document", () => {
  /** Every call of the job's between which another job may come, found by watching it. */
  const moments = [
    "objects.head",
    "db.apps.find",
    "db.tracks.findForDevices",
    "db.releases.listHeads",
    "db.versions.find",
    "db.deltas.describe",
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
      expect(codeTold(store, app.id)).toBe(2);
      const wroteBefore = moment === "objects.put" || moment === "db.objects.stored";
      expect(failure === null ? null : isDomainError(failure, "object_changed")).toBe(
        wroteBefore ? null : true,
      );

      // The loser's job is repeated, and then all is told right.
      await writeFeed(store, input);
      const key = objectKeys.feed(app.id, track);
      expect(codeTold(store, app.id)).toBe(2);
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
      return [codeTold(store, app.id), row?.status, row?.etag === head?.etag];
    },
  });
  expect(ends).toHaveLength(9);
  for (const { diedAfter, end } of ends) expect(end, diedAfter).toEqual([1, "stored", true]);
});
