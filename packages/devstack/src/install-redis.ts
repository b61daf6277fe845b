import { accessSync, chmodSync, constants, existsSync, rmSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { delimiter, join } from "node:path";
import { StackError } from "./stack-error.ts";
import type { Supervisor } from "./supervisor.ts";

const wayOut = "run `sudo apt-get install redis-server`, or set REDIS_URL to a Redis you have";

/** A program on PATH or in one of the folders where Debian keeps servers. */
function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/local/bin", "/usr/bin", "/usr/sbin"];
  return folders
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/**
 * The path of `redis-server`; installed by apt when it is missing and we are root. npm has no package with it.
 *
 * @throws StackError `redis_not_installable`
 */
export async function ensureRedisProgram(supervisor: Supervisor): Promise<string> {
  const found = findProgram("redis-server");
  if (found) return found;
  const apt = findProgram("apt-get");
  if (!apt) {
    throw new StackError(
      "redis_not_installable",
      "Redis is missing and this machine has no apt to install it with: install redis-server 7 your system's way, " +
        "or set REDIS_URL to a Redis you have.",
    );
  }
  if (userInfo().uid !== 0) {
    throw new StackError(
      "redis_not_installable",
      `Redis is missing and only root may install it: ${wayOut}.`,
    );
  }
  try {
    await withoutServiceStart(() => aptInstall(supervisor, apt));
  } catch (error) {
    if (!(error instanceof StackError) || error.code !== "process_failed") throw error;
    throw new StackError(
      "redis_not_installable",
      `Redis is missing and apt could not install it: ${wayOut}.`,
      error.logLines,
    );
  }
  const installed = findProgram("redis-server");
  if (installed) return installed;
  throw new StackError("redis_not_installable", `apt installed Redis, but it cannot be found: ${wayOut}.`);
}

async function aptInstall(supervisor: Supervisor, apt: string): Promise<void> {
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  // Interrupting dpkg in the middle would leave the system's package database locked: it gets its time.
  const common = { command: apt, env, graceMs: 120_000 };
  await supervisor.run({ name: "apt-update", ...common, args: ["update", "-q"] });
  const what = ["--no-install-recommends", "redis-server"];
  await supervisor.run({ name: "apt-install", ...common, args: ["install", "-q", "-y", ...what] });
}

/**
 * Debian starts a service as soon as it is installed, unless `policy-rc.d` answers 101 (invoke-rc.d(8)). We only want
 * the program. A policy that is already there is the owner's and stays as it is.
 */
async function withoutServiceStart(work: () => Promise<void>): Promise<void> {
  const policy = "/usr/sbin/policy-rc.d";
  if (existsSync(policy)) return work();
  writeFileSync(policy, "#!/bin/sh\nexit 101\n");
  chmodSync(policy, 0o755);
  try {
    await work();
  } finally {
    rmSync(policy, { force: true });
  }
}
