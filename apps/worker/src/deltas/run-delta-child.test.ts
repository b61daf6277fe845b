import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { applyDelta, contentsDigest, listContents, parseContentList } from "@mosis/delta";
import { writePackage } from "@mosis/format/node";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { deltaChildLimits, runDeltaChild } from "./run-delta-child.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "mosis-deltas-test-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const workIn = () => ({
  base: join(folder, "base.mosis"),
  target: join(folder, "target.mosis"),
  delta: join(folder, "delta"),
  contents: join(folder, "contents.json"),
});

/** Text that compresses badly, and yet has all to do with that of another version. */
const text = (version: number) =>
  Array.from({ length: 4_000 }, (_, at) => Math.sin(at === 7 ? version : at)).join("\n");

async function packages(): Promise<ReturnType<typeof workIn>> {
  const work = workIn();
  await writePackage([{ path: "app.js", bytes: Buffer.from(text(1)) }], work.base);
  await writePackage([{ path: "src/app.js", bytes: Buffer.from(text(2)) }], work.target);
  return work;
}

async function stub(source: string): Promise<string> {
  const file = join(folder, "child.mjs");
  await writeFile(file, source);
  return file;
}

describe("a delta from a process of its own", { timeout: 120_000 }, () => {
  test("is what it says, gives the target, and comes with the target's list", async () => {
    const work = await packages();
    const made = await runDeltaChild(work);
    if (!made.made) throw new Error(made.reason);
    const delta = await readFile(work.delta);
    expect(made).toMatchObject({
      bytes: delta.length,
      sha256: createHash("sha256").update(delta).digest("hex"),
      baseDigest: contentsDigest(await listContents(work.base)),
      contentsDigest: createHash("sha256")
        .update(await readFile(work.contents))
        .digest("hex"),
    });
    const contents = parseContentList(await readFile(work.contents));
    const [file] = await applyDelta({ ...work, ...made, contents });
    expect(file?.path).toBe("src/app.js");
    expect(Buffer.from(file?.bytes ?? []).toString()).toBe(text(2));
  });

  test("is none where a package cannot be read", async () => {
    const work = await packages();
    await writeFile(work.base, "not a package at all");
    expect(await runDeltaChild(work)).toEqual({ made: false, reason: "package_unreadable" });
    expect((await readdir(folder)).sort()).toEqual(["base.mosis", "target.mosis"]);
  });

  test.each([
    ["runs out of memory", "const all = []; for (;;) all.push(new Uint8Array(2 ** 24).fill(1));", "crashed"],
    ["takes too long", "setInterval(() => {}, 1000);", "timeout"],
    ["computes too long", "for (;;);", "cpu_limit"],
    ["lies about what it did", "process.send({ made: true, bytes: -1 });", "crashed"],
  ])("is none when the process %s, and what it wrote is gone", async (_, source, reason) => {
    const work = await packages();
    const program = await stub(
      `import { writeFileSync } from "node:fs";
       writeFileSync(${JSON.stringify(work.delta)}, "half of it");
       ${source}`,
    );
    const limits = {
      ...deltaChildLimits,
      ...(reason === "timeout" && { timeoutMs: 1_500 }),
      ...(reason === "cpu_limit" && { cpuSeconds: 1 }),
    };
    expect(await runDeltaChild(work, { program, limits })).toEqual({ made: false, reason });
    expect(await readdir(folder)).not.toContain("delta");
  });

  test("ends when it is told to stop", async () => {
    const work = await packages();
    const stop = new AbortController();
    const running = runDeltaChild(work, {
      signal: stop.signal,
      program: await stub("setInterval(() => {}, 99);"),
    });
    setTimeout(() => stop.abort(new Error("stopped")), 100);
    await expect(running).rejects.toThrow("stopped");
  });
});
