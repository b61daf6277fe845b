import { type ChildProcess, fork } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { PortalClient } from "./portal-client.ts";
import type { Load } from "./upload-load.ts";

const program = fileURLToPath(new URL("./upload-load.ts", import.meta.url));
const size = 50_000_000;

export type LoadApp = { id: string; packageId: string; nextVersionCode: number };

/** Creates the apps that `count` clients upload to. */
export async function createLoadApps(client: PortalClient, count: number): Promise<LoadApp[]> {
  const apps: LoadApp[] = [];
  for (let at = 0; at < count; at++) {
    const packageId = `com.example.load-${at}`;
    apps.push({ id: await client.createApp(packageId), packageId, nextVersionCode: 1 });
  }
  return apps;
}

/**
 * Runs `work` while each of the apps gets packages of 50 MB, one after the other, from a process of its own. `work` can
 * ask how many have been uploaded.
 */
export async function underLoad<Result>(
  client: PortalClient,
  apps: readonly LoadApp[],
  { completes }: Pick<Load, "completes">,
  work: (uploads: () => number) => Promise<Result>,
): Promise<Result> {
  let uploads = 0;
  const clients: ChildProcess[] = [];
  const broken = Promise.withResolvers<never>();
  broken.promise.catch(() => {});
  try {
    await Promise.all(
      apps.map(async (app) => {
        const child = fork(program, { stdio: ["ignore", "ignore", "inherit", "ipc"] });
        clients.push(child);
        const started = Promise.withResolvers<void>();
        child.on("message", (message) => {
          if (message === "sending") started.resolve();
          if (message === "sent") {
            app.nextVersionCode++;
            uploads++;
          }
        });
        child.on("exit", (code) => {
          if (code === null) return;
          const failure = new Error(`A client that uploads ended with code ${code}.`);
          started.reject(failure);
          broken.reject(failure);
        });
        const { portalUrl, cookie } = client;
        const { id, packageId, nextVersionCode: versionCode } = app;
        child.send({
          portalUrl,
          cookie,
          app: { id, packageId },
          versionCode,
          size,
          completes,
        } satisfies Load);
        await started.promise;
      }),
    );
    return await Promise.race([work(() => uploads), broken.promise]);
  } finally {
    for (const child of clients) child.kill("SIGKILL");
    // One that was killed in the middle may have completed its package: the next takes another code.
    for (const app of apps) app.nextVersionCode += 2;
    await sleep(500);
  }
}
