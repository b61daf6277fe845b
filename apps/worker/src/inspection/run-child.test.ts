import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { childLimits, prepareChild, runChild } from "./run-child.ts";

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

/** A busy machine may take its time; what is limited here is something else. */
const limits = { ...childLimits, heapMebibytes: 64, timeoutMs: 110_000 };
const answer = "{ manifest: null, contents: { files: 0, bytes: 0 }, files: [], findings: [] }";

describe("runChild", { timeout: 120_000 }, () => {
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

  it("turns running out of processor time into a finding", async () => {
    const spinning = await program("for (;;);");
    const { findings } = await runChild("x", { program: spinning, limits: { ...limits, cpuSeconds: 1 } });
    expect(findings.map(({ code }) => code)).toEqual(["inspection_cpu_limit"]);
  });

  it("ends a child that ignores the end of its processor time", async () => {
    const stubborn = await program("process.on('SIGXCPU', () => {}); for (;;);");
    const { findings } = await runChild("x", { program: stubborn, limits: { ...limits, cpuSeconds: 1 } });
    expect(findings.map(({ code }) => code)).toEqual(["inspection_crashed"]);
  });

  it("bounds memory outside the heap", async () => {
    const measured = join(folder, "mebibytes");
    const bomb = await program(
      `import { writeFileSync } from "node:fs";
       const all = [];
       for (;;) {
         all.push(new Uint8Array(16 * 2 ** 20).fill(1));
         writeFileSync(${JSON.stringify(measured)}, String(all.length * 16));
       }`,
    );
    const { findings } = await runChild("x", { program: bomb, limits });
    expect(findings.map(({ code }) => code)).toEqual(["inspection_crashed"]);
    expect(Number(await readFile(measured, "utf8"))).toBeLessThan(limits.dataMebibytes);
  });

  it("turns a silent end into a finding", async () => {
    const silent = await program("process.exit(0);");
    const { findings } = await runChild("x", { program: silent, limits });
    expect(findings.map(({ code }) => code)).toEqual(["inspection_crashed"]);
  });

  it("ends a child that has answered", async () => {
    const before = await children();
    const clinging = await program(`process.send(${answer}); setInterval(() => {}, 1000);`);
    const patient = { ...limits, timeoutMs: 3_600_000 };
    expect((await runChild("x", { program: clinging, limits: patient })).findings).toEqual([]);
    await expect.poll(children).toEqual(before);
  });

  it("blames no package when the limits cannot be set", async () => {
    const fine = await program(`process.send(${answer}, () => process.disconnect());`);
    const impossible = { ...limits, dataMebibytes: Number.NaN };
    await expect(runChild("x", { program: fine, limits: impossible })).rejects.toThrow(
      "could not be started",
    );
  });

  it("takes a file's name as it is", async () => {
    const echo = await program(
      "process.once('message', (path) => process.send({ manifest: null, contents: { files: process.argv.length, bytes: 0 }, files: [], findings: [{ code: 'x', severity: 'error', path, message: '', fix: '' }] }, () => process.disconnect()));",
    );
    const name = '"; touch $HOME `id` $(id) \n * #';
    const { findings, contents } = await runChild(name, { program: echo, limits });
    expect([contents.files, findings[0]?.path]).toEqual([2, name]);
  });

  it("believes no answer of the wrong shape", async () => {
    const liar = await program("process.send({ manifest: null, findings: [] });");
    expect((await runChild("x", { program: liar, limits })).findings).toHaveLength(1);
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
      "process.send({ manifest: null, contents: { files: Object.keys(process.env).filter((name) => !/^(NODE|MALLOC)_/.test(name)).length, bytes: 0 }, files: [], findings: [] }, () => process.disconnect());",
    );
    expect((await runChild("x", { program: spy, limits })).contents.files).toBe(0);
  });

  it("takes a child that was started ahead, for one file only", async () => {
    const file = join(folder, "notes.txt");
    await writeFile(file, "not a package at all");
    // Those of earlier tests may still be on their way out.
    await expect.poll(async () => (await children()).length).toBe(0);
    const before = await children();
    prepareChild();
    const [ahead] = (await children()).filter((pid) => !before.includes(pid));
    prepareChild();
    expect((await children()).length).toBe(before.length + 1);
    const running = runChild(file);
    expect(await children()).toContain(ahead);
    expect((await running).findings[0]).toMatchObject({ code: "not_a_zip" });
    await expect.poll(children).not.toContain(ahead);
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
