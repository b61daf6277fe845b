/**
 * `npm run images:prove`: follows deploy/Dockerfile without Docker, and starts what comes out of it on the real services:
 * a file that no COPY brings along, or a package that only builds need, shows here. Takes about five minutes and, for npm's
 * packages, the network; it is no part of the tests.
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { migrate } from "@mosis/db/migrate";
import { ancestry, parseDockerfile, variablesOf, wordsOf } from "../images/dockerfile.ts";
import { type Built, createFollower } from "../images/follow-dockerfile.ts";
import { findFreePort } from "../ports.ts";
import { repositoryRoot } from "../repository-root.ts";
import { loadSecrets } from "../secrets.ts";
import { startServices } from "../services.ts";
import { productEnvironment, readSettings } from "../settings.ts";
import { onStopRequest } from "../stop-request.ts";

/** The user and group "nobody", where we may be somebody else. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
const images = ["edge", "worker", "portal"] as const;
const mostSeconds = 60;

const file = parseDockerfile(readFileSync(join(repositoryRoot, "deploy/Dockerfile"), "utf8"));
const folder = mkdtempSync(join(tmpdir(), "mosis-images-"));
// What runs in there is nobody, who must get through.
chmodSync(folder, 0o711);
const dataDir = join(folder, "data");
mkdirSync(dataDir);

const endings: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
async function end(code: number): Promise<never> {
  for (const ending of endings.reverse()) await ending();
  process.exit(code);
}
onStopRequest(() => void end(1));

async function prove(): Promise<void> {
  const listed = spawnSync("git", ["ls-files", "-z"], { cwd: repositoryRoot, encoding: "utf8" });
  const stage = createFollower({
    file,
    ignore: readFileSync(join(repositoryRoot, "deploy/Dockerfile.dockerignore"), "utf8"),
    contextFiles: listed.stdout.split("\0").filter((path) => path !== ""),
    context: repositoryRoot,
    folder: join(folder, "stages"),
    onStep: (line) => console.log(`… ${line}`),
  });
  const services = await startServices({ dataDir, durable: false });
  endings.push(services.stop);
  await migrate({ databaseUrl: services.databaseUrl });
  const mail = join(folder, "mail");
  mkdirSync(mail);
  chmodSync(mail, 0o777);
  const environment = productEnvironment(readSettings({}), loadSecrets(dataDir), {
    ...services,
    mailDirectory: mail,
  });
  for (const image of images) {
    const built = await stage(image);
    const size = spawnSync("du", ["-sm", built.root], { encoding: "utf8" }).stdout.split("\t")[0];
    const port = await findFreePort();
    const milliseconds = await startAndStop(image, built, { ...environment, ...portsOf(image, port) }, port);
    console.log(
      `✓ ${image}: ${size} MB beside Node, healthy after ${milliseconds} ms, ended by SIGTERM with 0`,
    );
  }
  const sharp =
    "import('sharp').then(({ default: sharp }) => sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } }).png().toBuffer())";
  runIn(await stage("worker"), ["node", "-e", sharp], environment);
  console.log("✓ worker: sharp renders");
  runIn(await stage("worker"), ["node", "packages/db/src/commands/migrate.ts"], environment);
  console.log("✓ worker: finds the database migrated");
}

/** What a container has for itself, this machine has once. */
function portsOf(image: (typeof images)[number], port: number): Record<string, string> {
  const name = { portal: "PORT", worker: "HEALTH_PORT", edge: "EDGE_PORT" }[image];
  return { [name]: String(port), HOSTNAME: "127.0.0.1", EDGE_HOST: "127.0.0.1", HEALTH_HOST: "127.0.0.1" };
}

function programOf(words: readonly string[]): [string, string[]] {
  const [program = "", ...args] = words;
  return [program === "node" ? process.execPath : program, args];
}

function runIn({ root, workdir }: Built, words: readonly string[], env: Record<string, string>): void {
  const [program, args] = programOf(words);
  const ended = spawnSync(program, args, { cwd: join(root, workdir), env, ...nobody, encoding: "utf8" });
  if (ended.status !== 0) throw new Error(`${words.join(" ")} failed:\n${ended.stdout}${ended.stderr}`);
}

/** Starts what CMD says as nobody, waits until HEALTHCHECK says yes, and stops it; gives the milliseconds until then. */
async function startAndStop(
  image: string,
  built: Built,
  environment: Record<string, string>,
  port: number,
): Promise<number> {
  const instructions = ancestry(file, image).flatMap((one) => one.instructions);
  const last = (name: string) => {
    const found = instructions.findLast((one) => one.name === name);
    if (!found) throw new Error(`${image} has no ${name}`);
    return found;
  };
  const own = Object.assign({}, ...instructions.filter(({ name }) => name === "ENV").map(variablesOf));
  const env = { ...own, ...environment };
  const [program, args] = programOf(wordsOf(last("CMD")));
  const began = performance.now();
  const child = spawn(program, args, { cwd: join(built.root, built.workdir), env, ...nobody, stdio: "pipe" });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk;
    });
  const exited = once(child, "exit") as Promise<[number | null, string | null]>;
  endings.push(() => child.kill("SIGKILL"));
  const check = last("HEALTHCHECK");
  const words = wordsOf({ ...check, text: check.text.replace(/^.*?CMD\s+/, "") });
  const [probe, probeArgs] = programOf(
    words.map((word) => word.replace(/127\.0\.0\.1:\d+/, `127.0.0.1:${port}`)),
  );
  for (const deadline = Date.now() + mostSeconds * 1000; ; await sleep(200)) {
    if (child.exitCode !== null || Date.now() > deadline)
      throw new Error(`${image} did not start:\n${output}`);
    const healthy = spawnSync(probe, probeArgs, { cwd: built.root, env: { PATH: "" }, ...nobody });
    if (healthy.status === 0) break;
  }
  const milliseconds = Math.round(performance.now() - began);
  child.kill("SIGTERM");
  const [code] = await exited;
  if (code !== 0) throw new Error(`${image} ended with ${code} after SIGTERM:\n${output}`);
  return milliseconds;
}

try {
  await prove();
  await end(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  await end(1);
}
