import { setTimeout as sleep } from "node:timers/promises";
import { openDatabase, type PlainDatabase } from "@mosis/devstack";
import type { Measurement } from "../report.ts";
import { median } from "../statistics.ts";
import { fillStore } from "./fill-store.ts";
import { PortalClient, type SentUpload } from "./portal-client.ts";
import type { MeasuredServices, RunningStore } from "./running-store.ts";
import { makeWebAppPackage } from "./web-app-package.ts";

const packageBytes = 1_000_000;
/** Versions in one round of the comparison of workers, each of another app. */
const perRoundOfWorkers = 16;
const roundsOfWorkers = 3;
/** The comparison of stores has many short rounds, so that what else the machine does meets both alike. */
const perRoundOfStores = 6;
const roundsOfStores = 11;
const appsInStore = 100;

type Lane = { store: RunningStore; client: PortalClient; database: PlainDatabase; apps: App[] };
type App = { id: string; packageId: string; versionCode: number };

async function openLane(store: RunningStore, apps: number, versionsPerApp: number): Promise<Lane> {
  const client = await PortalClient.signIn(store.portalUrl, "Rate");
  await store.liftLimits("Rate");
  const made: App[] = [];
  for (let at = 0; at < apps; at++) {
    const packageId = `com.example.rate-${at}`;
    made.push({ id: await client.createApp(packageId), packageId, versionCode: versionsPerApp });
  }
  const database = openDatabase(store.databaseUrl);
  if (versionsPerApp > 0) await fillStore(database, versionsPerApp);
  return { store, client, database, apps: made };
}

/** Sends `count` packages of 1 MB, each to another app. */
async function sendAll({ client, apps }: Lane, count: number): Promise<SentUpload[]> {
  const sent: SentUpload[] = [];
  for (const app of apps.slice(0, count)) {
    const { packageId } = app;
    const made = await makeWebAppPackage({ packageId, versionCode: ++app.versionCode, size: packageBytes });
    sent.push(await client.send(app.id, made));
  }
  return sent;
}

/** Completes uploads all at once, and waits until every version has its verdict; gives versions per minute. */
async function completeAll({ client, database }: Lane, sent: readonly SentUpload[]): Promise<number> {
  const from = performance.now();
  const versions = await Promise.all(sent.map((upload) => client.complete(upload)));
  const ids = versions.map(({ id }) => id);
  for (;;) {
    const rows = await database.query<{ status: string; count: number }>(
      "SELECT status, count(*)::int AS count FROM versions WHERE id = ANY ($1::uuid[]) GROUP BY status",
      [ids],
    );
    if (rows.some(({ status }) => status === "failed")) throw new Error("A measured package was refused.");
    if (rows.every(({ status }) => status !== "validating")) break;
    await sleep(20);
  }
  const minutes = (performance.now() - from) / 60_000;
  // The temporary objects are deleted before the next round begins.
  await sleep(300);
  return sent.length / minutes;
}

/** Versions per minute with one worker and with two. */
export async function measureWorkers(store: RunningStore): Promise<Measurement> {
  const lane = await openLane(store, perRoundOfWorkers, 0);
  try {
    const rates: Record<1 | 2, number[]> = { 1: [], 2: [] };
    const measure = async () => completeAll(lane, await sendAll(lane, perRoundOfWorkers));
    await measure();
    for (let round = 0; round < roundsOfWorkers; round++) {
      rates[1].push(await measure());
      const second = await store.addWorker();
      rates[2].push(await measure());
      await second.stop();
    }
    return {
      title: `Versions per minute: ${perRoundOfWorkers} packages of 1 MB completed at once (medians of ${roundsOfWorkers})`,
      columns: ["workers", "versions per minute", "against one"],
      rows: ([1, 2] as const).map((workers) => [
        workers,
        median(rates[workers]),
        median(rates[workers]) / median(rates[1]),
      ]),
      goals: [],
    };
  } finally {
    await lane.database.close();
  }
}

/** Versions per minute, with one worker, in a store with 100 versions and in one with 10,000. */
export async function measureFullStore(services: MeasuredServices): Promise<Measurement> {
  const lanes: Lane[] = [];
  const open = async (versionsPerApp: number): Promise<Lane> => {
    const lane = await openLane(await services.openStore(), appsInStore, versionsPerApp);
    lanes.push(lane);
    return lane;
  };
  try {
    const pair = { few: await open(1), many: await open(100) };
    const rounds: Record<keyof typeof pair, number>[] = [];
    for (let round = 0; round <= roundsOfStores; round++) {
      const sent = {
        few: await sendAll(pair.few, perRoundOfStores),
        many: await sendAll(pair.many, perRoundOfStores),
      };
      const measure = (name: keyof typeof pair) => completeAll(pair[name], sent[name]);
      // They take turns at being first.
      const early = round % 2 === 0 ? await measure("few") : undefined;
      const many = await measure("many");
      const few = early ?? (await measure("few"));
      // The first round warms up.
      if (round > 0) rounds.push({ few, many });
    }
    const ratio = median(rounds.map(({ few, many }) => many / few));
    return {
      title: `Versions per minute, one worker, by what the store holds (medians of ${roundsOfStores} rounds)`,
      columns: ["versions in the store", "versions per minute", "against the smaller, in the same round"],
      rows: [
        [appsInStore, median(rounds.map(({ few }) => few)), 1],
        [appsInStore * 100, median(rounds.map(({ many }) => many)), ratio],
      ],
      goals: [{ name: "Rate with 10,000 versions against 100", ratio, goal: 0.95, atLeast: true }],
    };
  } finally {
    for (const { database, store } of lanes) {
      await database.close();
      await store.stop();
    }
  }
}
