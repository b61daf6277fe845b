import { describe, expect, test } from "vitest";
import { system } from "../actor.ts";
import { cacheControl, objectKeys } from "../object-keys.ts";
import { dayMs } from "../quota.ts";
import { sha256Of } from "../sha256.ts";
import {
  actionsOn,
  addSampleApp,
  addSampleDraft,
  afterCall,
  createSampleStore,
  endsAfterEveryCrash,
  endsAfterEveryPause,
  payloadsOf,
  receiveSampleVersion,
  type SampleStore,
  samplePackage,
  surroundPorts,
} from "../testing/index.ts";
import { uploadRules } from "../upload.ts";
import type { Version } from "../version.ts";
import { deleteObject } from "./delete-object.ts";
import { interruptVersion } from "./interrupt-version.ts";
import { sweepStore } from "./sweep-store.ts";
import { validateVersion } from "./validate-version.ts";

async function received(given: { bytes?: Uint8Array; sha256?: string } = {}) {
  const store = await createSampleStore();
  const app = await addSampleApp(store);
  const version = await receiveSampleVersion(store, { appId: app.id, ...given });
  return { store, app, version, ...keysOf(version) };
}

function keysOf(version: Version, versionCode = 1) {
  const address = { ...version, versionCode };
  return {
    temp: objectKeys.upload(version.uploadId),
    packageKey: objectKeys.package(address),
    manifestKey: objectKeys.manifest(address),
  };
}

async function validated(store: SampleStore, { id }: Version, ports: SampleStore = store): Promise<Version> {
  await validateVersion(ports, { versionId: id });
  const version = await store.db.versions.find(system, id);
  if (!version) throw new Error("the version is gone");
  return version;
}

/**
 * Everything the store holds about a version, with ids numbered in the order in which they come, but for how many
 * runs its check took.
 */
async function picture(store: SampleStore, version: Version): Promise<unknown> {
  const { temp, packageKey, manifestKey } = keysOf(version);
  const all = {
    version: { ...(await store.db.versions.find(system, version.id)), attempt: null },
    upload: await store.db.uploads.find(system, version.uploadId),
    ledger: await Promise.all([temp, packageKey, manifestKey].map((key) => store.db.objects.find(key))),
    bucket: [...store.objects.objects]
      .map(([key, { etag, contentType, cacheControl }]) => ({ key, etag, contentType, cacheControl }))
      .sort((a, b) => (a.key < b.key ? -1 : 1)),
    audit: store.audit,
    jobs: store.jobs,
  };
  const ids = new Map<string, string>();
  const text = JSON.stringify(all).replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => {
    const name = ids.get(id) ?? `id-${ids.size + 1}`;
    ids.set(id, name);
    return name;
  });
  return JSON.parse(text) as unknown;
}

/** What of a picture is rows. */
function rowsOf(whole: unknown): unknown {
  return { ...(whole as object), bucket: null };
}

async function expectNothingPublished(store: SampleStore, version: Version): Promise<void> {
  const { temp, packageKey, manifestKey } = keysOf(version);
  const expectGone = async (keys: readonly string[]) => {
    for (const { key } of payloadsOf(store, "object.delete")) await deleteObject(store, { key });
    for (const key of keys) {
      expect(await store.objects.head(key), key).toBeNull();
      expect([undefined, "deleted"], key).toContain((await store.db.objects.find(key))?.status);
    }
  };
  await expectGone([packageKey, manifestKey]);
  // What was uploaded is kept for a day.
  store.clock.advance(dayMs);
  expect(await sweepStore(store)).toMatchObject({ purged: 1 });
  await expectGone([temp]);
}

describe("a package without fault", () => {
  test("becomes a draft, its bytes and its manifest stand at their keys, and the upload goes", async () => {
    const bytes = await samplePackage();
    const { store, version, temp, packageKey, manifestKey } = await received({ bytes });
    const draft = await validated(store, version);
    expect(draft).toMatchObject({ status: "draft", step: null, versionCode: 1, findings: [] });
    expect(draft.contents?.files).toBe(2);

    const stored = store.objects.objects.get(packageKey);
    expect(stored && (await sha256Of(stored.bytes))).toBe(version.sha256);
    expect(stored).toMatchObject({
      contentType: uploadRules.package.contentType,
      cacheControl: cacheControl.package,
    });
    const manifest = store.objects.objects.get(manifestKey);
    expect(JSON.parse(new TextDecoder().decode(manifest?.bytes))).toEqual(draft.manifest);
    expect(manifest).toMatchObject({ contentType: "application/json", cacheControl: cacheControl.manifest });

    expect(await store.db.objects.find(packageKey)).toMatchObject({
      kind: "package",
      status: "stored",
      size: bytes.length,
      etag: stored?.etag,
      sha256: version.sha256,
    });
    expect(await store.db.objects.find(manifestKey)).toMatchObject({
      kind: "manifest",
      status: "stored",
      etag: manifest?.etag,
    });
    expect(await store.db.objects.find(temp)).toMatchObject({ status: "deleting" });
    expect(await store.db.uploads.find(system, version.uploadId)).toMatchObject({ status: "consumed" });
    expect(payloadsOf(store, "object.delete")).toEqual([{ key: temp }]);
    expect(actionsOn(store, version.id)).toEqual(["version.received", "version.passed"]);
  });

  test("is read, inspected and stored, and each step can be seen while it runs", async () => {
    const { store, version } = await received();
    const steps: unknown[] = [];
    const watched = surroundPorts(store, async (name, call) => {
      const result = await call();
      if (/^db\.(versions\.|transaction$)/.test(name))
        steps.push((await store.db.versions.find(system, version.id))?.step);
      return result;
    });
    await validated(store, version, watched);
    expect(steps).toEqual(["reading", "inspecting", "storing", null]);
  });

  test("goes to the same end wherever the worker dies and the job is delivered again", async () => {
    const undisturbed = await received();
    await validated(undisturbed.store, undisturbed.version);
    const expected = await picture(undisturbed.store, undisturbed.version);
    await validated(undisturbed.store, undisturbed.version);
    expect(await picture(undisturbed.store, undisturbed.version), "delivered twice").toEqual(expected);

    const ends = await endsAfterEveryCrash({
      begin: received,
      ports: ({ store }) => store,
      run: (ports, { version }) => validateVersion(ports, { versionId: version.id }),
      end: ({ store, version }) => picture(store, version),
    });
    const places = ends.map(({ diedAfter }) => diedAfter);
    expect(places).toEqual(
      expect.arrayContaining(["inspector.inspect", "objects.copy", "objects.put", "db.transaction"]),
    );
    for (const { diedAfter, end } of ends) expect(end, `died after ${diedAfter}`).toEqual(expected);
  });

  test("is judged once by two workers at the same time", async () => {
    const { store, version } = await received();
    const runs = await Promise.allSettled([validated(store, version), validated(store, version)]);
    expect(runs.map(({ status }) => status)).toContain("fulfilled");
    expect(actionsOn(store, version.id)).toEqual(["version.received", "version.passed"]);
    expect(payloadsOf(store, "object.delete")).toHaveLength(1);
  });

  test.each([
    { name: "while its objects are deleted", deletes: true },
    { name: "before any object is deleted", deletes: false },
  ])("is not touched by a run that wakes up late, wherever it was paused, $name", async ({ deletes }) => {
    const bytes = await samplePackage();
    const begin = () => received({ bytes });
    const finish = async ({ store, version }: Awaited<ReturnType<typeof begin>>) => {
      await validateVersion(store, { versionId: version.id });
      if (deletes)
        for (const { key } of payloadsOf(store, "object.delete")) await deleteObject(store, { key });
    };
    const undisturbed = await begin();
    await finish(undisturbed);
    const expected = await picture(undisturbed.store, undisturbed.version);

    const ends = await endsAfterEveryPause({
      begin,
      ports: ({ store }) => store,
      run: (ports, { version }) => validateVersion(ports, { versionId: version.id }),
      meanwhile: finish,
      end: ({ store, version }) => picture(store, version),
    });
    expect(ends.map(({ pausedAfter }) => pausedAfter)).toEqual(
      expect.arrayContaining(["db.versions.begin", "inspector.inspect", "objects.copy", "objects.put"]),
    );
    for (const { pausedAfter, before, end, thrown } of ends) {
      expect(before, `while paused after ${pausedAfter}`).toEqual(expected);
      expect(end, `after a pause after ${pausedAfter}`).toEqual(before);
      expect(thrown).toBeNull();
    }
  });

  test("is left to the run that took over while that one goes on", async () => {
    const { store, version } = await received();
    const ends = await endsAfterEveryPause({
      begin: async () => received(),
      ports: ({ store }) => store,
      run: (ports, { version }) => validateVersion(ports, { versionId: version.id }),
      // Another run begins and goes on for as long as this test lasts.
      meanwhile: ({ store, version }) => store.db.versions.begin(version.id),
      end: ({ store, version }) => picture(store, version),
    });
    // The last pauses are after the verdict.
    const early = ends.slice(0, ends.findIndex(({ pausedAfter }) => pausedAfter === "objects.put") + 1);
    expect(early.length).toBeGreaterThan(5);
    for (const { pausedAfter, before, end, thrown } of early) {
      expect(thrown, pausedAfter).toMatchObject({ code: "version_state_conflict" });
      expect(rowsOf(end), pausedAfter).toEqual(rowsOf(before));
    }
    expect(await validated(store, version)).toMatchObject({ status: "draft" });
  });

  test("that was given up is not brought back by a run that wakes up late", async () => {
    const ends = await endsAfterEveryPause({
      begin: async () => received(),
      ports: ({ store }) => store,
      run: (ports, { version }) => validateVersion(ports, { versionId: version.id }),
      async meanwhile({ store, version }) {
        await store.db.transaction((stores) => interruptVersion(stores, version.id, store.clock.now()));
        store.clock.advance(dayMs);
        await sweepStore(store);
        for (const { key } of payloadsOf(store, "object.delete")) await deleteObject(store, { key });
      },
      end: ({ store, version }) => picture(store, version),
    });
    const early = ends.slice(0, ends.findIndex(({ pausedAfter }) => pausedAfter === "objects.put") + 1);
    for (const { pausedAfter, before, end } of early) {
      expect(rowsOf(end), pausedAfter).toEqual(rowsOf(before));
      expect((end as { bucket: unknown[] }).bucket, pausedAfter).toEqual([]);
    }
  });

  test("keeps the verdict of the worker that was first when another finds the upload gone", async () => {
    const { store, version, temp } = await received();
    const late = afterCall(store, "db.versions.begin", async () => {
      await validateVersion(store, { versionId: version.id });
      await deleteObject(store, { key: temp });
    });
    expect(await validated(store, version, late)).toMatchObject({ status: "draft" });
    expect(actionsOn(store, version.id)).toEqual(["version.received", "version.passed"]);
  });
});

describe("a package with a fault", () => {
  const faults = [
    {
      name: "other bytes than announced",
      given: async () => ({ sha256: "ab".repeat(32) }),
      codes: ["sha256_mismatch"],
    },
    {
      name: "the id of another app",
      given: async () => ({ bytes: await samplePackage({ id: "com.example.other" }) }),
      codes: ["package_id_mismatch"],
    },
    {
      name: "no archive at all",
      given: async () => ({ bytes: new TextEncoder().encode("not a package".repeat(10)) }),
      codes: ["not_a_zip"],
    },
    {
      name: "two faults, both told",
      given: async () => ({
        bytes: await samplePackage({ id: "com.example.other", entry: "missing.html" }),
      }),
      codes: ["entry_file_missing", "package_id_mismatch"],
    },
  ];
  test.each(faults)("fails with its findings: $name", async ({ given, codes }) => {
    const { store, version } = await received(await given());
    const failed = await validated(store, version);
    expect(failed).toMatchObject({ status: "failed", step: null, versionCode: null });
    expect(failed.findings.map(({ code }) => code)).toEqual(codes);
    expect(failed.findings.every(({ fix }) => fix.length > 0)).toBe(true);
    expect(store.audit.at(-1)).toMatchObject({
      action: "version.failed",
      actor: system,
      data: { codes: codes.join(", ") },
    });
    await expectNothingPublished(store, version);
  });

  test.each([
    { taken: 5, code: 5 },
    { taken: 5, code: 4 },
  ])("fails when its version code $code is not greater than $taken", async ({ taken, code }) => {
    const store = await createSampleStore();
    const app = await addSampleApp(store);
    const first = await addSampleDraft(store, app, taken);
    const bytes = await samplePackage({ version_code: code });
    const failed = await validated(store, await receiveSampleVersion(store, { appId: app.id, bytes }));
    expect(failed).toMatchObject({ status: "failed", versionCode: null });
    expect(failed.findings.map(({ code }) => code)).toEqual(["version_code_not_greater"]);
    expect(failed.findings[0]?.fix).toContain(String(taken + 1));

    const draft = await store.db.versions.find(system, first);
    const { packageKey } = keysOf(failed, taken);
    const kept = store.objects.objects.get(packageKey);
    expect(kept && (await sha256Of(kept.bytes))).toBe(draft?.sha256);
    expect(await store.db.objects.find(packageKey)).toMatchObject({ status: "stored" });
  });

  test("one of two packages with the same version code at once wins, and its bytes stand", async () => {
    const store = await createSampleStore();
    const app = await addSampleApp(store);
    const versions = [];
    for (const text of ["one", "other"])
      versions.push(
        await receiveSampleVersion(store, { appId: app.id, bytes: await samplePackage({}, text) }),
      );
    const ended = await Promise.all(versions.map((version) => validated(store, version)));
    expect(ended.map(({ status }) => status).sort()).toEqual(["draft", "failed"]);
    const winner = ended.find(({ status }) => status === "draft");
    const stored = winner && store.objects.objects.get(keysOf(winner).packageKey);
    expect(stored && (await sha256Of(stored.bytes))).toBe(winner?.sha256);
  });

  test("goes to the same end wherever the worker dies and the job is delivered again", async () => {
    const begin = async () => received({ bytes: await samplePackage({ id: "com.example.other" }) });
    const undisturbed = await begin();
    await validated(undisturbed.store, undisturbed.version);
    const expected = await picture(undisturbed.store, undisturbed.version);
    const ends = await endsAfterEveryCrash({
      begin,
      ports: ({ store }) => store,
      run: (ports, { version }) => validateVersion(ports, { versionId: version.id }),
      end: ({ store, version }) => picture(store, version),
    });
    expect(ends.length).toBeGreaterThan(10);
    for (const { diedAfter, end } of ends) expect(end, `died after ${diedAfter}`).toEqual(expected);
  });
});

describe("an upload that is replaced", () => {
  const replace = (store: SampleStore, version: Version, bytes = new Uint8Array(version.size)) =>
    store.objects.put({
      key: objectKeys.upload(version.uploadId),
      bytes,
      contentType: uploadRules.package.contentType,
      cacheControl: "no-store",
    });

  test.each([
    { moment: "before it is read", call: "db.versions.begin" },
    { moment: "between inspection and copy", call: "inspector.inspect" },
    { moment: "once its version code is taken", call: "db.transaction" },
  ])("$moment fails, and nothing of it is published", async ({ call }) => {
    const { store, version } = await received();
    const failed = await validated(
      store,
      version,
      afterCall(store, call, () => replace(store, version)),
    );
    expect(failed.status).toBe("failed");
    expect(failed.findings.map(({ code }) => code)).toEqual(["upload_changed"]);
    await expectNothingPublished(store, version);
  });

  test("is noticed by its length where the bucket copies without looking at the condition", async () => {
    const { store, version } = await received();
    const careless: SampleStore = {
      ...store,
      objects: {
        ...store.objects,
        copy: async (copy) =>
          store.objects.copy({ ...copy, sourceEtag: (await store.objects.head(copy.from))?.etag ?? "" }),
      },
    };
    const ports = afterCall(careless, "inspector.inspect", () =>
      replace(store, version, new Uint8Array(version.size + 1)),
    );
    const failed = await validated(store, version, ports);
    expect(failed.findings.map(({ code }) => code)).toEqual(["upload_changed"]);
    await expectNothingPublished(store, version);
  });

  test.each(["db.versions.begin", "inspector.inspect"])(
    "and one that is gone after %s fails",
    async (call) => {
      const { store, version, temp } = await received();
      const failed = await validated(
        store,
        version,
        afterCall(store, call, () => store.objects.delete(temp)),
      );
      expect(failed.findings.map(({ code }) => code)).toEqual(["upload_missing"]);
      await expectNothingPublished(store, version);
    },
  );

  test("leaves its version code taken", async () => {
    const { store, app, version } = await received();
    await validated(
      store,
      version,
      afterCall(store, "db.transaction", () => replace(store, version)),
    );
    const again = await receiveSampleVersion(store, { appId: app.id });
    expect((await validated(store, again)).findings.map(({ code }) => code)).toEqual([
      "version_code_not_greater",
    ]);
  });
});

test("storage that does not answer is no verdict: the job is left to be repeated", async () => {
  const { store, version } = await received();
  const away = surroundPorts(store, (name, call) =>
    name === "objects.copy" ? Promise.reject(new Error("storage is away")) : call(),
  );
  await expect(validated(store, version, away)).rejects.toThrow("storage is away");
  expect(await store.db.versions.find(system, version.id)).toMatchObject({ status: "validating" });
  expect(await validated(store, version)).toMatchObject({ status: "draft", versionCode: 1 });
});
