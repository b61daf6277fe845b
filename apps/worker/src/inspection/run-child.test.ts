import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { prepareChild, runChild } from "./run-child.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "mosis-child-test-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A stand-in for the inspecting program, to see what the parent makes of its behaviour. */
async function program(source: string): Promise<string> {
  const file = join(folder, "child.mjs");
  await writeFile(file, source);
  return file;
}

const limits = { heapMebibytes: 64, timeoutMs: 20_000 };

describe("runChild", () => {
  it("reports what is wrong with a file that is no package", async () => {
    const file = join(folder, "notes.txt");
    await writeFile(file, "not a package at all");
    const answer = await runChild(file);
    expect(answer.manifest).toBeNull();
    expect(answer.findings[0]).toMatchObject({ severity: "error" });
  });

  it("turns a hang into a finding", async () => {
    const hang = await program("setInterval(() => {}, 1000);");
    const answer = await runChild("x", { program: hang, limits: { ...limits, timeoutMs: 300 } });
    expect(answer.findings.map(({ code }) => code)).toEqual(["inspection_timeout"]);
  });

  it("turns running out of memory into a finding", async () => {
    const greedy = await program("const all = []; for (;;) all.push(new Array(1e5).fill(Math.random()));");
    const answer = await runChild("x", { program: greedy, limits });
    expect(answer.findings.map(({ code }) => code)).toEqual(["inspection_crashed"]);
  });

  it("believes no answer of the wrong shape, and none of a child that then fails", async () => {
    const liar = await program("process.send({ manifest: null, findings: [] }, () => process.exit(0));");
    expect((await runChild("x", { program: liar, limits })).findings).toHaveLength(1);
    const answer = "{ manifest: null, contents: { files: 0, bytes: 0 }, findings: [] }";
    const failing = await program(`process.send(${answer}, () => process.exit(3));`);
    expect((await runChild("x", { program: failing, limits })).findings).toHaveLength(1);
  });

  it("ends the child when it is told to stop", async () => {
    const hang = await program("setInterval(() => {}, 1000);");
    const stop = new AbortController();
    const running = runChild("x", { program: hang, limits, signal: stop.signal });
    setTimeout(() => stop.abort(new Error("stopped")), 100);
    await expect(running).rejects.toThrow("stopped");
  });

  it("gives the child nothing of the environment", async () => {
    const spy = await program(
      "process.send({ manifest: null, contents: { files: Object.keys(process.env).filter((name) => !name.startsWith('NODE_')).length, bytes: 0 }, findings: [] }, () => process.disconnect());",
    );
    expect((await runChild("x", { program: spy, limits })).contents.files).toBe(0);
  });

  it("takes a child that was started ahead, for one file only", async () => {
    const file = join(folder, "notes.txt");
    await writeFile(file, "not a package at all");
    const before = await children();
    prepareChild();
    const [ahead] = (await children()).filter((pid) => !before.includes(pid));
    prepareChild();
    expect((await children()).length).toBe(before.length + 1);
    const running = runChild(file);
    expect(await children()).toContain(ahead);
    expect((await running).findings[0]).toMatchObject({ code: "not_a_zip" });
    expect(await children()).not.toContain(ahead);
  });

  it("does not blame a file for a child that ended while it waited", async () => {
    const file = join(folder, "notes.txt");
    await writeFile(file, "not a package at all");
    const before = await children();
    prepareChild();
    for (const pid of await children()) if (!before.includes(pid)) process.kill(pid, "SIGKILL");
    expect((await runChild(file)).findings[0]).toMatchObject({ code: "not_a_zip" });
  });
});

/** The processes this one has started and that still run. */
async function children(): Promise<number[]> {
  const list = await readFile(`/proc/self/task/${process.pid}/children`, "utf8");
  return list.split(" ").filter(Boolean).map(Number);
}
