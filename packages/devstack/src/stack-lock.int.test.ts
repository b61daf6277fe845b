import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { identify } from "./process-identity.ts";
import { lockStack } from "./stack-lock.ts";

let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "mosis-lock-"));
});

afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

test("a folder another start runs in is refused, with its process; once that is killed, the lock is free", async () => {
  const other = spawn("sleep", ["300"]);
  const pid = other.pid ?? 0;
  writeFileSync(join(dataDir, "stack.lock"), JSON.stringify(identify(pid)));
  expect(() => lockStack(dataDir)).toThrow(expect.objectContaining({ code: "already_running" }));
  expect(() => lockStack(dataDir)).toThrow(`kill ${pid}`);
  other.kill("SIGKILL");
  await once(other, "exit");
  const unlock = lockStack(dataDir);
  expect(() => lockStack(dataDir)).toThrow(expect.objectContaining({ code: "already_running" }));
  unlock();
  lockStack(dataDir)();
});

test("a lock that was cut off while it was written is taken over", () => {
  writeFileSync(join(dataDir, "stack.lock"), '{"pid":');
  lockStack(dataDir)();
});
