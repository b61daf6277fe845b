import { packPackage, webCodec } from "@mosis/format";
import { describe, expect, test } from "vitest";
import type { App } from "../app.ts";
import { FileChangesQuery } from "../file-change.ts";
import { objectKeys } from "../object-keys.ts";
import { mostTextBytes } from "../package-text.ts";
import { failing } from "../testing/conformance/sample-rows.ts";
import {
  addSampleApp,
  createSampleStore,
  endsAfterEveryCrash,
  payloadsOf,
  receiveSampleIcon,
  receiveSampleVersion,
  type SampleStore,
} from "../testing/index.ts";
import { listPackageFiles } from "./list-package-files.ts";
import { validateVersion } from "./validate-version.ts";

const utf8 = new TextEncoder();
const svg = '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
/** Header of a PNG of that many pixels; what follows is of no concern. */
const png = (width: number, height: number) => {
  const bytes = new Uint8Array(64);
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  new DataView(bytes.buffer).setUint32(16, width);
  new DataView(bytes.buffer).setUint32(20, height);
  return bytes;
};

type Files = Record<string, string | Uint8Array>;

async function submit(store: SampleStore, app: App, versionCode: number, files: Files) {
  const manifest = {
    manifest_version: 1,
    id: app.packageId,
    name: "Notes",
    version: `1.0.${versionCode}`,
    version_code: versionCode,
    entry: "index.html",
  };
  const all = { "manifest.json": JSON.stringify(manifest), "index.html": "<p>Hello</p>\n", ...files };
  const packed = packPackage(
    Object.entries(all).map(([path, content]) => ({
      path,
      bytes: typeof content === "string" ? utf8.encode(content) : content,
    })),
    webCodec,
  );
  const chunks: Uint8Array[] = [];
  for await (const chunk of packed) chunks.push(chunk);
  const bytes = new Uint8Array(Buffer.concat(chunks));
  const { id: versionId } = await receiveSampleVersion(store, { appId: app.id, bytes });
  await validateVersion(store, { versionId });
  const icon = await receiveSampleIcon(store, { appId: app.id, bytes: new Uint8Array([versionCode]) });
  const current = await store.app.getOwnApp({ actor: store.developer, appId: app.id });
  await store.db.apps.update({ ...current, icon: { id: icon.id, contentHash: "0123456789abcdef" } });
  await store.app.submitVersion({ actor: store.developer, versionId });
  return versionId;
}

/** A version in review, after one that is published. */
async function twoVersions(before: Files, after: Files) {
  const store = await createSampleStore();
  const app = await addSampleApp(store);
  const first = await submit(store, app, 1, before);
  await store.app.reviewVersion({
    actor: store.reviewer,
    versionId: first,
    decision: { verdict: "approved" },
  });
  await store.app.publishVersion({ actor: store.developer, versionId: first });
  const versionId = await submit(store, app, 2, after);
  const read = (path: string) => store.app.readPackageFile({ actor: store.reviewer, versionId, path });
  const picture = (path: string, of: "before" | "after" = "after") =>
    store.app.readPackagePicture({ actor: store.reviewer, versionId, path, of });
  const compare = (query: Partial<FileChangesQuery> = {}) =>
    store.app.compareVersionFiles({
      actor: store.reviewer,
      versionId,
      query: FileChangesQuery.parse(query),
    });
  return { store, app, first, versionId, read, picture, compare };
}

describe("what changed in a package", () => {
  test("is known from its check, against the last published version", async () => {
    const { compare, first } = await twoVersions(
      { "a.txt": "one\n", "old.txt": "gone\n", "same.txt": "same\n" },
      { "a.txt": "two\n", "new.txt": "new one\n", "same.txt": "same\n" },
    );
    const { before, known, files } = await compare();
    expect([before?.id, known]).toEqual([first, "listed"]);
    expect(files?.page.items.map(({ path, kind }) => `${kind} ${path}`)).toEqual([
      "changed a.txt",
      "changed manifest.json",
      "added new.txt",
      "removed old.txt",
    ]);
    expect(files?.totals).toMatchObject({ added: 1, addedBytes: 8, removed: 1, removedBytes: 5, same: 2 });
  });

  test("is asked for where no list was kept: a job makes it, once", async () => {
    const { store, versionId, first, compare, read } = await twoVersions({}, { "a.txt": "one\n" });
    await store.db.fileLists.forget([first, versionId]);
    expect(await compare()).toMatchObject({ known: "listing", files: null });
    expect(await compare()).toMatchObject({ known: "listing" });
    const asked = payloadsOf(store, "files.list");
    expect(asked.map((one) => one.versionId).sort()).toEqual([first, versionId].sort());
    for (const job of asked) await listPackageFiles(store, job);
    expect(await compare()).toMatchObject({ known: "listed", files: { totals: { added: 1 } } });
    expect(await read("a.txt")).toMatchObject({ kind: "text" });
    // A job that comes again finds nothing to do.
    for (const job of asked) await listPackageFiles(store, job);
  });

  test("is not to be had of a package that is gone, or is another one", async () => {
    const { store, app, versionId, compare } = await twoVersions({}, {});
    const key = objectKeys.package({ ...app, appId: app.id, versionCode: 2 });
    const object = store.objects.objects.get(key);
    if (!object) throw new Error("there is no package");
    for (const harm of ["gone", "changed"] as const) {
      await store.db.fileLists.forget([versionId]);
      await compare();
      if (harm === "gone") await store.objects.delete(key);
      else
        await store.objects.put({
          key,
          bytes: object.bytes.map((byte, at) => (at === 50 ? byte ^ 1 : byte)),
          contentType: "x/y",
          cacheControl: "",
        });
      await listPackageFiles(store, { versionId });
      expect(await compare(), harm).toMatchObject({ known: "failed", files: null });
    }
  });

  test("whatever the job dies after, the list is whole", async () => {
    const ends = await endsAfterEveryCrash({
      async begin() {
        const made = await twoVersions({}, { "a.txt": "one\n" });
        await made.store.db.fileLists.forget([made.versionId]);
        await made.compare();
        return made;
      },
      ports: ({ store }) => store,
      run: (ports, { versionId }) => listPackageFiles(ports, { versionId }),
      end: async ({ compare }) => (await compare()).files?.totals.added,
    });
    expect(ends.length).toBeGreaterThan(3);
    for (const { end, diedAfter } of ends) expect(end, diedAfter).toBe(1);
  });

  test("goes with the package", async () => {
    const { store, versionId } = await twoVersions({}, {});
    expect(await store.db.fileLists.status(versionId)).toBe("listed");
    await store.db.fileLists.forget([versionId]);
    expect(await store.db.fileLists.find(versionId, "index.html")).toBeNull();
  });
});

describe("a file of a package", () => {
  test("is shown line by line beside what it was", async () => {
    const { read } = await twoVersions({ "a.txt": "one\ntwo\nthree\n" }, { "a.txt": "one\n2\nthree\n" });
    const shown = await read("a.txt");
    expect(shown).toMatchObject({ kind: "text", isCut: false, isSvg: false });
    expect(shown.kind === "text" && shown.lines.map(({ kind, text }) => `${kind} ${text}`)).toEqual([
      "same one",
      "removed two",
      "added 2",
      "same three",
    ]);
  });

  test("is shown as removed, as new and as it was", async () => {
    const { read } = await twoVersions(
      { "old.txt": "gone", "same.txt": "same" },
      { "new.txt": "new", "same.txt": "same" },
    );
    const lines = async (path: string) => {
      const shown = await read(path);
      return shown.kind === "text" && shown.lines.map(({ kind }) => kind);
    };
    expect(await lines("old.txt")).toEqual(["removed"]);
    expect(await lines("new.txt")).toEqual(["added"]);
    expect(await lines("same.txt")).toEqual(["same"]);
    await expect(read("no.txt")).rejects.toEqual(failing("not_found"));
  });

  test("that is neither text nor a picture, or too long, is not shown", async () => {
    const { read, picture } = await twoVersions(
      {},
      {
        "data.bin": new Uint8Array([1, 0, 2, 255]),
        "latin1.txt": new Uint8Array([0xe4, 0x0a]),
        "null.txt": "a\0b",
        // Random, as a growth out of proportion fails the check.
        "long.txt": Array.from({ length: mostTextBytes / 8 + 1 }, (_, at) =>
          ((at * 2_654_435_761) >>> 0).toString(16).padStart(8, "0"),
        ).join(""),
        "bomb.png": png(30_000, 30_000),
        "empty.txt": "",
      },
    );
    for (const path of ["data.bin", "latin1.txt", "null.txt", "bomb.png"]) {
      expect(await read(path), path).toMatchObject({ kind: "hidden", why: "binary" });
      await expect(picture(path)).rejects.toEqual(failing("file_not_shown"));
    }
    expect(await read("long.txt")).toMatchObject({ kind: "hidden", why: "too_large" });
    expect(await read("empty.txt")).toMatchObject({ kind: "text", lines: [] });
  });

  test("that is a picture is told by its bytes, whatever its name says", async () => {
    const { read, picture } = await twoVersions(
      { "pic.txt": png(8, 8) },
      { "pic.txt": png(16, 16), "vector.svg": svg, "page.png": "<script>alert(1)</script>" },
    );
    expect(await read("pic.txt")).toMatchObject({ kind: "picture", type: "image/png" });
    expect((await picture("pic.txt")).bytes).toEqual(png(16, 16));
    expect((await picture("pic.txt", "before")).bytes).toEqual(png(8, 8));
    expect(await read("vector.svg")).toMatchObject({ kind: "text", isSvg: true });
    expect((await picture("vector.svg")).type).toBe("image/svg+xml");
    expect(await read("page.png")).toMatchObject({ kind: "text", isSvg: false });
    await expect(picture("page.png")).rejects.toEqual(failing("file_not_shown"));
  });

  test("is of exactly the bytes that were checked, or not shown at all", async () => {
    const { store, app, read } = await twoVersions({}, { "a.txt": "one\n" });
    const key = objectKeys.package({ ...app, appId: app.id, versionCode: 2 });
    const object = store.objects.objects.get(key);
    const row = await store.db.objects.find(key);
    if (!object || !row) throw new Error("there is no package");
    const bytes = object.bytes.map((byte) => byte ^ 0xff);
    const { etag } = await store.objects.put({ key, bytes, contentType: "x/y", cacheControl: "" });
    await expect(read("a.txt")).rejects.toEqual(failing("object_changed"));
    // Even where the ledger has been brought in line with it.
    await store.db.objects.stored({ key, size: bytes.length, etag, sha256: null, at: store.clock.now() });
    await expect(read("a.txt")).rejects.toEqual(failing("object_changed"));
  });

  test("is for reviewers, of what was submitted", async () => {
    const { store, app, versionId } = await twoVersions({}, {});
    for (const actor of [store.developer, store.stranger]) {
      const look = { actor, versionId, path: "index.html" };
      await expect(store.app.readPackageFile(look)).rejects.toEqual(failing("role_required"));
      await expect(store.app.readPackagePicture({ ...look, of: "after" })).rejects.toEqual(
        failing("role_required"),
      );
      const query = FileChangesQuery.parse({});
      await expect(store.app.compareVersionFiles({ actor, versionId, query })).rejects.toEqual(
        failing("role_required"),
      );
    }
    await store.app.cancelReview({ actor: store.developer, versionId });
    await expect(
      store.app.readPackageFile({ actor: store.reviewer, versionId, path: "index.html" }),
    ).rejects.toEqual(failing("not_found"));
    expect(app.packageId).toBe("com.example.notes");
  });
});
