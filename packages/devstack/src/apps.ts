import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { repositoryRoot } from "./repository-root.ts";
import { type ManagedProcess, type Supervisor, waitUntilReady } from "./supervisor.ts";

type Environment = Record<string, string>;

const node = process.execPath;

/** Whether a plain GET is answered with 200. */
async function isServed(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(10_000) });
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    return false; // not listening yet
  }
}

/** Builds the portal; free when nothing changed since the last time (Turborepo's local cache). Needs no services. */
export async function buildPortal(supervisor: Supervisor): Promise<void> {
  const turbo = createRequire(import.meta.url).resolve("turbo/package.json");
  await supervisor.run({
    name: "build",
    command: node,
    args: [join(turbo, "../bin/turbo"), "run", "build", "--filter=@mosis/web", "--env-mode=loose"],
    cwd: repositoryRoot,
    env: {
      TURBO_TELEMETRY_DISABLED: "1",
      TURBO_NO_UPDATE_NOTIFIER: "1",
      NEXT_TELEMETRY_DISABLED: "1",
      DO_NOT_TRACK: "1",
      NO_COLOR: "1",
    },
  });
}

/** Starts the built portal on 127.0.0.1 and waits until it serves a page. A second one beside it needs a name of its own; a build in another place, its `folder`. */
export async function startWeb(
  supervisor: Supervisor,
  env: Environment,
  port: number,
  name = "web",
  folder = join(repositoryRoot, "apps/web"),
): Promise<ManagedProcess> {
  const next = createRequire(join(repositoryRoot, "apps/web/package.json")).resolve("next/dist/bin/next");
  const managed = supervisor.start({
    name,
    command: node,
    args: [next, "start", "--hostname", "127.0.0.1", "--port", String(port)],
    cwd: folder,
    env: { ...env, NEXT_TELEMETRY_DISABLED: "1" },
    // It waits for open connections to end, and live pages keep theirs.
    graceMs: 3_000,
  });
  await waitUntilReady(managed, () => isServed(`http://127.0.0.1:${port}/sign-in`));
  return managed;
}

/** Starts a worker and waits until it says that it takes jobs. A second one beside it needs a name of its own. */
export async function startWorker(
  supervisor: Supervisor,
  env: Environment,
  name = "worker",
): Promise<ManagedProcess> {
  const managed = supervisor.start({
    name,
    command: node,
    args: [join(repositoryRoot, "apps/worker/src/main.ts")],
    cwd: repositoryRoot,
    // Several may run here side by side: who has not said a port gets any.
    env: { HEALTH_PORT: "0", ...env },
  });
  await waitUntilReady(managed, async () => readFileSync(managed.logFile, "utf8").includes("worker ready"));
  return managed;
}

/** Starts the edge on Node, for storage that is not on this machine, and waits until it answers. A second one beside it needs a name of its own. */
export async function startNodeEdge(
  supervisor: Supervisor,
  env: Environment,
  port: number,
  name = "edge",
): Promise<ManagedProcess> {
  const managed = supervisor.start({
    name,
    command: node,
    args: [join(repositoryRoot, "apps/edge/src/node.ts")],
    cwd: repositoryRoot,
    env: { ...env, EDGE_PORT: String(port) },
  });
  await waitUntilEdgeAnswers(managed, `http://127.0.0.1:${port}`);
  return managed;
}

/** Waits until the edge, in whatever process, answers its health check. */
export async function waitUntilEdgeAnswers(managed: ManagedProcess, edgeUrl: string): Promise<void> {
  await waitUntilReady(managed, () => isServed(`${edgeUrl}/healthz`));
}

/** Puts the demo accounts and apps in, through the running worker. Does nothing where they are already. The packages come from `buildSamples`. */
export async function seedDemo(
  supervisor: Supervisor,
  env: Environment,
  samplesFolder: string,
): Promise<void> {
  await supervisor.run({
    name: "seed",
    command: node,
    args: [join(repositoryRoot, "apps/worker/src/commands/seed.ts"), samplesFolder],
    cwd: repositoryRoot,
    env,
  });
}
