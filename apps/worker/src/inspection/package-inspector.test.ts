import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { sha256Of } from "@mosis/domain";
import { createMemoryObjectStore, samplePackage } from "@mosis/domain/testing";
import { describe, expect, test } from "vitest";
import { createPackageInspector } from "./package-inspector.ts";

const key = "temp/one/upload";

async function stored(bytes: Uint8Array) {
  const objects = createMemoryObjectStore();
  const { etag } = await objects.put({
    key,
    bytes,
    contentType: "application/octet-stream",
    cacheControl: "no-store",
  });
  return { objects, inspector: createPackageInspector(objects), object: { key, etag, size: bytes.length } };
}

const folders = async () => (await readdir(tmpdir())).filter((name) => name.startsWith("mosis-inspect-"));

describe("inspecting a stored package in a process of its own", () => {
  test("gives its hash, its manifest and what is in it, and leaves no file behind", async () => {
    const bytes = await samplePackage({ version_code: 12 });
    const { inspector, object } = await stored(bytes);
    const before = await folders();
    const during: string[] = [];
    const inspected = await inspector.inspect({
      ...object,
      onInspecting: async () => void during.push(...(await folders())),
    });
    expect(inspected).toMatchObject({
      sha256: await sha256Of(bytes),
      manifest: { id: "com.example.notes", version_code: 12, permissions: [] },
      contents: { files: 2 },
      findings: [],
    });
    expect(during.length).toBeGreaterThan(0);
    expect((await folders()).filter((name) => during.includes(name) && !before.includes(name))).toEqual([]);
  });

  test("tells every fault, each with what to do about it", async () => {
    const { inspector, object } = await stored(await samplePackage({ entry: "start.html", version: "one" }));
    const { findings } = await inspector.inspect(object);
    expect(findings.length).toBeGreaterThan(0);
    for (const finding of findings)
      expect(finding).toMatchObject({ severity: "error", path: "manifest.json" });
    expect(findings.every(({ fix }) => fix.length > 0)).toBe(true);
  });

  test.each([
    { name: "has another entity tag", change: { etag: "other" }, code: "object_changed" },
    { name: "is longer than announced", change: { size: 10 }, code: "object_changed" },
    { name: "is shorter than announced", change: { size: 1_000_000 }, code: "object_changed" },
    { name: "is gone", change: { key: "temp/two/upload" }, code: "object_missing" },
  ])("inspects nothing that $name", async ({ change, code }) => {
    const { inspector, object } = await stored(await samplePackage());
    const before = await folders();
    let isInspected = false;
    const inspecting = inspector.inspect({
      ...object,
      ...change,
      onInspecting: async () => {
        isInspected = true;
      },
    });
    await expect(inspecting).rejects.toEqual(expect.objectContaining({ code }));
    expect(isInspected).toBe(false);
    expect((await folders()).length).toBeLessThanOrEqual(before.length);
  });

  test("stops when it is told to", async () => {
    const { inspector, object } = await stored(await samplePackage());
    const stop = new AbortController();
    const inspecting = inspector.inspect({
      ...object,
      signal: stop.signal,
      onInspecting: async () => stop.abort(new Error("stopped")),
    });
    await expect(inspecting).rejects.toThrow("stopped");
  });

  test("stops when it cannot be noted that it inspects", async () => {
    const { inspector, object } = await stored(await samplePackage());
    const before = await folders();
    const inspecting = inspector.inspect({
      ...object,
      onInspecting: async () => {
        throw new Error("decided elsewhere");
      },
    });
    await expect(inspecting).rejects.toThrow("decided elsewhere");
    expect((await folders()).length).toBeLessThanOrEqual(before.length);
  });
});
