import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, open, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { cpuOf, residentBytes, usedBytes } from "./process-cost.ts";

test("a process's processor time has that of its children, also of those that have ended", async () => {
  const before = cpuOf(process.pid);
  const busy = "for (const until = performance.now() + 200; performance.now() < until; );";
  const child = spawn(process.execPath, ["-e", busy]);
  await once(child, "exit");
  // In ticks of 10 ms, of a machine that may have had other things to do.
  expect(cpuOf(process.pid) - before).toBeGreaterThanOrEqual(20);
});

test("a process's memory has that of its children", async () => {
  const alone = residentBytes(process.pid);
  const child = spawn(process.execPath, ["-e", "console.log('up'); setInterval(() => {}, 1000)"]);
  onTestFinished(() => void child.kill());
  await once(child.stdout, "data");
  expect(residentBytes(process.pid)).toBeGreaterThan(alone + residentBytes(child.pid ?? 0) / 2);
});

test("a process with the probe says what it uses", async () => {
  const folder = await mkdtemp(join(tmpdir(), "mosis-probe-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const logFile = join(folder, "log");
  const log = await open(logFile, "a");
  onTestFinished(() => log.close());
  const probe = new URL("./memory-probe.ts", import.meta.url).href;
  const hold =
    "const held = Buffer.alloc(30_000_000); console.log('up'); setInterval(() => held.length, 1000)";
  const child = spawn(process.execPath, [`--import=${probe}`, "-e", hold], {
    stdio: ["ignore", log.fd, "inherit"],
  });
  onTestFinished(() => void child.kill());
  await expect.poll(() => readFile(logFile, "utf8"), { timeout: 20_000 }).toContain("up");
  const used = await usedBytes({ pid: child.pid ?? 0, logFile });
  expect(used).toBeGreaterThan(30_000_000);
  expect(used).toBeLessThan(60_000_000);
});
