import { system } from "@mosis/domain";
import { onTestFinished } from "vitest";
import type { Env } from "../env.ts";
import { run } from "../main.ts";
import { patience, type RetryPolicy } from "../portal/retry.ts";
import { startPortalDouble } from "./portal-double.ts";
import { recordingTerminal } from "./recording-terminal.ts";

export const packageId = "com.example.notes";

type PortalOptions = Omit<Parameters<typeof startPortalDouble>[0], "packageId">;
type Portal = Awaited<ReturnType<typeof startPortalDouble>>;

/** As patient as people need it, in a hurry. */
const hurried: RetryPolicy = { ...patience, firstWaitMs: 1, longestWaitMs: 20 };

/** A portal with the app of the sample folder, for one test, and the command that publishes to it. */
export async function withPortal(options: PortalOptions = {}) {
  const portal = await startPortalDouble({ packageId, ...options });
  onTestFinished(() => portal.close());
  const publish = async (
    path: string,
    args: string[] = [],
    { env = {}, policy = {} }: { env?: Partial<Env>; policy?: Partial<RetryPolicy> } = {},
  ) => {
    const terminal = recordingTerminal();
    const code = await run(["publish", path, ...args], {
      terminal,
      keyboard: null,
      policy: { ...hurried, ...policy },
      env: { MOSIS_URL: portal.url, MOSIS_TOKEN: portal.token, ...env },
    });
    return { code, out: terminal.text(), err: terminal.errors() };
  };
  return { portal, publish };
}

/** Has the app trust whoever its issuer calls `job-1`. */
export async function trustJob(portal: Portal): Promise<void> {
  const { app, developer } = portal.store;
  await app.addTrustedPublisher({
    actor: developer,
    appId: (await appOf(portal)).id,
    identity: { provider: "oidc", issuer: "https://ci.example.com", subject: "job-1", claims: {} },
  });
}

async function appOf({ store }: Portal) {
  const app = await store.db.apps.findByPackageId(system, packageId);
  if (!app) throw new Error("no app");
  return app;
}

export async function versionsOf(portal: Portal) {
  const { db, developer } = portal.store;
  const page = await db.queries.listVersions(developer, (await appOf(portal)).id, { search: "", page: 1 });
  return page.items;
}

/** Gives the app the icon without which nothing goes to review. */
export async function completeListing(portal: Portal): Promise<void> {
  const app = await appOf(portal);
  const icon = { id: app.id as never, contentHash: "0123456789abcdef" };
  await portal.store.db.apps.update({ ...app, icon });
}

/** The numbers of the parts that the client has reported of the app's only open upload. */
export async function reportedParts(portal: Portal): Promise<number[]> {
  const { store } = portal;
  const { id: appId } = await appOf(portal);
  const [upload] = await store.db.queries.listOpenUploads(store.developer, appId);
  if (!upload) return [];
  const { parts } = await store.app.getUpload({ actor: store.developer, uploadId: upload.id });
  return parts.map(({ number }) => number).sort((a, b) => a - b);
}
