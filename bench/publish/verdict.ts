import { setTimeout as sleep } from "node:timers/promises";
import { multipartThreshold, partBytes } from "@mosis/domain";
import type { Measurement } from "../report.ts";
import { mean, median } from "../statistics.ts";
import { createFloorWork, type Floor } from "./floor.ts";
import { PortalClient } from "./portal-client.ts";
import { cpuOf } from "./process-cost.ts";
import type { MeasuredServices, RunningStore } from "./running-store.ts";
import { makeWebAppPackage } from "./web-app-package.ts";

const megabyte = 1_000_000;
/** Rounds that do not count come first. */
const sizes = [
  { name: "1 MB", bytes: megabyte, warmUps: 3, rounds: 5 },
  { name: "50 MB", bytes: 50 * megabyte, warmUps: 1, rounds: 5 },
  // The store takes up to 500,000,000 bytes.
  { name: "500 MB", bytes: 500 * megabyte, warmUps: 0, rounds: 2 },
] as const;

/** What is still under way when the verdict stands: the temporary object's deletion. */
const settleMs = 400;

/** When each thing was known here, in ms after the last byte. */
type Way = { reported: number; completed: number; steps: Map<string, number>; verdict: number };
type Round = { way: Way; floor: Floor; cpu: { web: number; worker: number } };

/**
 * From the last byte of a package to its verdict, as a browser sees it, beside the floor; where that time goes; and the
 * processor time of the portal and the worker for an upload of 50 MB.
 */
export async function measureVerdict(
  services: MeasuredServices,
  store: RunningStore,
): Promise<Measurement[]> {
  const client = await PortalClient.signIn(store.portalUrl, "Verdict");
  await store.liftLimits("Verdict");
  const floorWork = createFloorWork(services);
  const results: { name: string; rounds: Round[] }[] = [];
  for (const { name, bytes, warmUps, rounds } of sizes) {
    const packageId = `com.example.verdict-${bytes / megabyte}`;
    const appId = await client.createApp(packageId);
    const taken: Round[] = [];
    let stored: Awaited<ReturnType<typeof floorWork.store>> | undefined;
    for (let round = 1 - warmUps; round <= rounds; round++) {
      const versionCode = round + warmUps;
      const made = await makeWebAppPackage({ packageId, versionCode, size: bytes });
      // Storage holds one package of each size for the floor: the others differ from it in the version code alone.
      stored ??= await floorWork.store(made, made.bytes.length < multipartThreshold ? null : partBytes);
      const ours = async () => {
        const before = { web: cpuOf(store.web.pid), worker: cpuOf(store.worker.pid) };
        const way = await travel(client, appId, made);
        await sleep(settleMs);
        const cpu = {
          web: cpuOf(store.web.pid) - before.web,
          worker: cpuOf(store.worker.pid) - before.worker,
        };
        return { way, cpu };
      };
      // They take turns at being first.
      const early = round % 2 === 0 ? await ours() : undefined;
      const floor = await floorWork.run(stored);
      const { way, cpu } = early ?? (await ours());
      if (round > 0) taken.push({ way, floor, cpu });
    }
    if (stored) await floorWork.forget(stored);
    results.push({ name, rounds: taken });
  }
  return [verdictTable(results), wayTable(results), cpuTable(results)];
}

async function travel(
  client: PortalClient,
  appId: string,
  made: Awaited<ReturnType<typeof makeWebAppPackage>>,
): Promise<Way> {
  const sent = await client.send(appId, made);
  const since = () => performance.now() - sent.lastByteAt;
  await client.report(sent);
  const reported = since();
  const { id } = await client.complete(sent);
  const completed = since();
  const heard = await client.follow(id);
  const steps = new Map<string, number>();
  for (const { at, version } of heard) {
    if (version.step !== null && !steps.has(version.step)) steps.set(version.step, at - sent.lastByteAt);
  }
  const last = heard.at(-1);
  if (last?.version.status !== "draft") {
    throw new Error(`The measured package was refused: ${JSON.stringify(last?.version.findings)}`);
  }
  return { reported, completed, steps, verdict: last.at - sent.lastByteAt };
}

const floorOf = ({ read, inspect, copy }: Floor) => read + inspect + copy;

function verdictTable(results: readonly { name: string; rounds: Round[] }[]): Measurement {
  const rows = results.map(({ name, rounds }) => {
    const of = (value: (round: Round) => number) => median(rounds.map(value));
    const verdict = of(({ way }) => way.verdict);
    const floor = of((round) => floorOf(round.floor));
    const ratio = of((round) => round.way.verdict / floorOf(round.floor));
    return { name, verdict, floor, ratio, of };
  });
  return {
    title: "From the last byte to the verdict, ms (medians)",
    columns: ["package", "floor: read", "inspect", "copy", "floor", "verdict", "ratio in a round"],
    rows: rows.map(({ name, verdict, floor, ratio, of }) => [
      name,
      of((round) => round.floor.read),
      of((round) => round.floor.inspect),
      of((round) => round.floor.copy),
      floor,
      verdict,
      ratio,
    ]),
    goals: rows.map(({ name, ratio }) => ({
      name: `Verdict of ${name} against its floor`,
      ratio,
      goal: 1.5,
    })),
  };
}

/** A step whose event was overtaken by the next one's began, for all the browser can tell, with that. */
function wayTable(results: readonly { name: string; rounds: Round[] }[]): Measurement {
  const moments = (way: Way): number[] => {
    const storing = way.steps.get("storing") ?? way.verdict;
    const inspecting = way.steps.get("inspecting") ?? storing;
    const reading = way.steps.get("reading") ?? inspecting;
    return [0, way.reported, way.completed, reading, inspecting, storing, way.verdict];
  };
  return {
    title: "Where that time goes, ms (medians)",
    columns: ["package", "report parts", "complete", "queue", "read", "inspect", "store"],
    rows: results.map(({ name, rounds }) => [
      name,
      ...Array.from({ length: 6 }, (_, at) =>
        median(
          rounds.map(({ way }) => {
            const [from = 0, to = 0] = moments(way).slice(at, at + 2);
            return to - from;
          }),
        ),
      ),
    ]),
    goals: [],
  };
}

function cpuTable(results: readonly { name: string; rounds: Round[] }[]): Measurement {
  return {
    title: "Processor time of an upload from its start to its verdict, ms (means)",
    columns: ["package", "portal", "worker with its inspections"],
    rows: results.map(({ name, rounds }) => [
      name,
      mean(rounds.map(({ cpu }) => cpu.web)),
      mean(rounds.map(({ cpu }) => cpu.worker)),
    ]),
    goals: [],
  };
}
