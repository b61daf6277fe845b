// The first process on a fresh machine: `node bootstrap.mjs SCRIPT [ARGUMENTS]` installs what the lockfile names, unless it
// is there, generates the database client, and runs the script on the Node from node_modules. It runs on the system's
// Node, before anything is installed, so it uses nothing but the standard library of Node 20. It changes nothing but
// node_modules and what is generated.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { constants } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(fileURLToPath(import.meta.url));
const modules = join(root, "node_modules");
const bin = join(modules, ".bin");
const ownNode = join(bin, process.platform === "win32" ? "node.cmd" : "node");
const lockFile = join(root, "package-lock.json");
const stampFile = join(modules, ".mosis-install");

/** For the packages, and for what comes after them; npm on a full disk takes minutes to say so. */
const neededGigabytes = 4;

let running;
let stopSignal;

/** A failure that one sentence explains. */
class Refusal extends Error {}

function refuse(message) {
  throw new Refusal(message);
}

function readText(file) {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** What an installation depends on: the lockfile, and the platform whose binaries it chose. */
function wantedStamp(lock) {
  return createHash("sha256").update(`${process.platform} ${process.arch}\n${lock}`).digest("hex");
}

/**
 * Whether node_modules is what the lockfile says, by npm's own record of what it installed last. That record is written
 * when an installation is complete; packages for other platforms are missing from it.
 */
function matchesLock(lock) {
  const installed = readText(join(modules, ".package-lock.json"));
  if (installed === undefined) return false;
  const have = JSON.parse(installed).packages;
  const want = JSON.parse(lock).packages;
  const same = (name) =>
    have[name] === undefined
      ? want[name].optional === true
      : have[name].version === want[name].version && have[name].integrity === want[name].integrity;
  return Object.keys(want)
    .filter((name) => name.includes("node_modules/") && want[name].link !== true)
    .every(same);
}

function isInstalled(lock) {
  if (!fs.existsSync(ownNode)) return false;
  if (readText(stampFile) === wantedStamp(lock)) return true;
  if (!matchesLock(lock)) return false;
  fs.writeFileSync(stampFile, wantedStamp(lock));
  return true;
}

/** Starts a process that gets our signals, and waits for its end. */
function run(command, args, options, onStarted = () => {}) {
  return new Promise((resolve) => {
    running = spawn(command, args, { cwd: root, ...options });
    onStarted(running);
    running.once("error", (error) => resolve({ code: 1, signal: null, error }));
    running.once("close", (code, signal) => resolve({ code, signal }));
  }).finally(() => {
    running = undefined;
  });
}

/** Says why `npm ci` failed, from its output. */
function explainInstall(output) {
  if (/ENOSPC|no space left/i.test(output)) return "The disk is full: free some space and start again.";
  if (
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT|network/i.test(
      output,
    )
  ) {
    return "The packages could not be downloaded because the npm registry could not be reached: check the network (or npm's registry and proxy settings) and start again.";
  }
  if (/EACCES|EPERM/.test(output)) {
    return `The packages could not be written: make sure that you may write to ${modules}, and start again.`;
  }
  return "The packages could not be installed; npm's own words are above.";
}

async function install(lock) {
  const disk = fs.statfsSync(root);
  const free = (disk.bavail * disk.bsize) / 1e9;
  if (free < neededGigabytes) {
    refuse(
      `The disk has ${free.toFixed(1)} GB left and ${neededGigabytes} GB are needed: free some space and start again.`,
    );
  }
  // npm ci removes node_modules first, so the Node in there must not be the one that runs it.
  const path = (process.env.PATH ?? "").split(delimiter).filter((folder) => !folder.startsWith(modules));
  const since = Date.now();
  const seconds = () => `${((Date.now() - since) / 1000).toFixed(1)} s`;
  const title = "Packages (npm ci)";
  if (!process.stdout.isTTY) console.log(`… ${title}`);
  const clock = setInterval(() => {
    if (process.stdout.isTTY) process.stdout.write(`\r… ${title} ${seconds()}`);
  }, 500);
  let output = "";
  const end = await run(
    "npm",
    ["ci", "--no-audit", "--no-fund", "--loglevel=error"],
    {
      env: { ...process.env, PATH: path.join(delimiter) },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    },
    (child) => {
      for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
    },
  );
  clearInterval(clock);
  if (process.stdout.isTTY) process.stdout.write("\r\x1b[K");
  if (stopSignal) process.exit(0);
  if (end.error?.code === "ENOENT")
    refuse("npm was not found: install npm, which comes with Node, and start again.");
  if (end.code !== 0) {
    console.error(output.trim());
    refuse(explainInstall(output));
  }
  if (!fs.existsSync(ownNode))
    refuse("npm ci left no Node in node_modules: run `npm ci` by hand to see why.");
  fs.writeFileSync(stampFile, wantedStamp(lock));
  console.log(`✓ ${title.padEnd(34)} ${seconds().padStart(7)}`);
}

/** Passes a request to end on to the process that runs, once: the group of `npm ci`, which is not in ours, or the script. */
function passOn(signal) {
  stopSignal ??= signal;
  if (running?.pid === undefined) return;
  try {
    process.kill(running.spawnargs[0] === "npm" ? -running.pid : running.pid, signal);
  } catch {
    // It has just ended by itself.
  }
}

async function main() {
  const [script, ...args] = process.argv.slice(2);
  if (!script) refuse("Say which script to run: node bootstrap.mjs SCRIPT");
  if (Number(process.versions.node.split(".")[0]) < 20) {
    refuse(
      `This is Node ${process.versions.node}, and at least Node 20 is needed: install a newer one from nodejs.org.`,
    );
  }
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => passOn(signal));
  for (const output of [process.stdout, process.stderr]) output.on("error", () => {});
  if (process.env.npm_lifecycle_event) {
    // npm runs us through a shell. A `kill` of either is not always passed on, but then they are gone.
    const parent = process.ppid;
    const watch = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(watch);
      passOn("SIGTERM");
    }, 500);
    watch.unref();
  }

  const lock = readText(lockFile);
  if (lock === undefined)
    refuse("package-lock.json is missing: restore it with `git checkout package-lock.json`.");
  if (!isInstalled(lock)) await install(lock);
  if (stopSignal) process.exit(0);

  const generate = join(root, "packages/db/src/commands/generate.ts");
  const generated = spawnSync(ownNode, [generate], { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
  if (generated.status !== 0) process.exit(stopSignal ? 0 : 1);

  // First on PATH, so that whatever the script starts finds this Node and these tools.
  const path = [bin, ...(process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== bin)];
  const end = await run(ownNode, [script, ...args], {
    cwd: process.cwd(),
    stdio: "inherit",
    env: { ...process.env, PATH: path.join(delimiter), MOSIS_BOOTSTRAP: "1" },
  });
  if (end.error) refuse(`The script could not be started: ${end.error.message}`);
  process.exit(end.code ?? 128 + (constants.signals[end.signal] ?? 0));
}

main().catch((error) => {
  const known =
    error?.code === "ENOSPC" ? new Refusal("The disk is full: free some space and start again.") : error;
  console.error(known instanceof Refusal ? `✗ ${known.message}` : known);
  // Not process.exit, which would cut off what is still on its way through a pipe.
  process.exitCode = 1;
});
