import { setTimeout as sleep } from "node:timers/promises";
import type { Measurement } from "../report.ts";
import { median, percentile } from "../statistics.ts";
import { PortalClient } from "./portal-client.ts";
import { residentBytes, usedBytes } from "./process-cost.ts";
import type { RunningStore } from "./running-store.ts";
import { createLoadApps, type LoadApp, underLoad } from "./under-load.ts";

const reads = { "list of apps (API)": "/api/v1/apps", "list of apps (page)": "/console/apps" } as const;
type ReadName = keyof typeof reads;

/** How long reads are measured in each situation. */
const readMs = 12_000;
const warmUpReads = 50;
/** How long uploads are under way, at least, before the portal's memory is known, and how many of them. */
const memoryMs = 6_000;
const memoryUploads = 3;
const usedLooks = 5;
const megabyte = 1_000_000;

/** How reads of the portal, and its memory, bear uploads of 50 MB. */
export async function measurePortalUnderLoad(store: RunningStore): Promise<Measurement[]> {
  const client = await PortalClient.signIn(store.portalUrl, "Load");
  await store.liftLimits("Load");
  const apps = await createLoadApps(client, 4);
  return [await measureMemory(store, client, apps), await measureReads(client, apps)];
}

async function measureReads(client: PortalClient, apps: readonly LoadApp[]): Promise<Measurement> {
  for (let at = 0; at < warmUpReads; at++) for (const path of Object.values(reads)) await client.read(path);
  const situations = {
    idle: await readFor(client),
    "4 uploads being sent": await underLoad(client, apps, { completes: false }, () => readFor(client)),
    "4 uploads sent and validated": await underLoad(client, apps, { completes: true }, () => readFor(client)),
  };
  const names = Object.keys(situations) as (keyof typeof situations)[];
  return {
    title: "Reads of the portal, signed in, ms",
    columns: ["read", "", ...names],
    rows: (Object.keys(reads) as ReadName[]).flatMap((read) => [
      [read, "p50", ...names.map((name) => median(situations[name][read]))],
      [read, "p99", ...names.map((name) => percentile(situations[name][read], 0.99))],
      [read, "reads", ...names.map((name) => situations[name][read].length)],
    ]),
    goals: [],
  };
}

/** One reader of each kind. */
async function readFor(client: PortalClient): Promise<Record<ReadName, number[]>> {
  const taken: Record<ReadName, number[]> = { "list of apps (API)": [], "list of apps (page)": [] };
  const until = performance.now() + readMs;
  await Promise.all(
    (Object.entries(reads) as [ReadName, string][]).map(async ([name, path]) => {
      while (performance.now() < until) {
        const from = performance.now();
        await client.read(path);
        taken[name].push(performance.now() - from);
      }
    }),
  );
  return taken;
}

type Memory = { resident: number; used: number; uploads: number };

/** One upload at a time and four take turns, so that what the portal keeps for other reasons meets both alike. */
async function measureMemory(
  store: RunningStore,
  client: PortalClient,
  apps: readonly LoadApp[],
): Promise<Measurement> {
  const look = (count: number): Promise<Memory> =>
    underLoad(client, apps.slice(0, count), { completes: true }, (uploads) => lookAtMemory(store, uploads));
  await look(4);
  const [one, four]: [Memory[], Memory[]] = [[], []];
  for (let round = 0; round < 2; round++) {
    one.push(await look(1));
    four.push(await look(4));
  }
  const of = (taken: readonly Memory[], value: keyof Memory) => median(taken.map((memory) => memory[value]));
  const growth = (of(four, "used") - of(one, "used")) / megabyte;
  return {
    title: "Memory of the portal while packages of 50 MB are uploaded, MB",
    columns: ["uploads at once", "in use after a collection", "resident", "uploads done"],
    rows: [one, four].map((taken, at) => [
      at === 0 ? 1 : 4,
      of(taken, "used") / megabyte,
      of(taken, "resident") / megabyte,
      of(taken, "uploads"),
    ]),
    goals: [
      { name: "Growth of the portal's memory from 1 to 4 uploads, in 10 MB", ratio: growth / 10, goal: 1 },
    ],
  };
}

async function lookAtMemory({ web }: RunningStore, uploads: () => number): Promise<Memory> {
  const resident: number[] = [];
  const from = performance.now();
  while (performance.now() - from < memoryMs || uploads() < memoryUploads) {
    resident.push(residentBytes(web.pid));
    await sleep(100);
  }
  // Only now: what a collection frees would be missing above.
  const used: number[] = [];
  for (let look = 0; look < usedLooks; look++) {
    used.push(await usedBytes(web));
    await sleep(300);
  }
  return { resident: median(resident), used: median(used), uploads: uploads() };
}
