import { join } from "node:path";
import {
  emptyRedisDatabase,
  type FaultKind,
  type FaultPlan,
  faultKinds,
  startFaultProxy,
} from "@mosis/devstack";
import { createClients } from "./clients.ts";
import { createFleet } from "./fleet.ts";
import { type Judgement, judge } from "./judgement.ts";
import { endOf, settle } from "./settle.ts";
import { type Expected, openStory, signIn, tellStory } from "./stories.ts";
import { environmentOf, type World } from "./world.ts";

const services = ["postgres", "redis", "storage"] as const;
export type FaultyService = (typeof services)[number];

/** What came of a run behind faulty connections. */
export interface FaultRun {
  injected: Record<FaultyService, Record<FaultKind, number>>;
  connections: Record<FaultyService, number>;
  /** Times that Redis lost its memory. */
  emptied: number;
  retries: number;
  surprises: ReadonlyMap<string, number>;
  settledMs: number;
  judgement: Judgement;
}

/** Four in five connections come to harm if they live long enough: after a few statements, jobs or objects. */
const rates: FaultPlan["rates"] = {
  cut: 0.15,
  reset: 0.15,
  refuse: 0.05,
  drop_answer: 0.3,
  delay: 0.1,
  pause: 0.1,
};
const withinBytes: Record<FaultyService, number> = { postgres: 60_000, redis: 60_000, storage: 40_000 };

/**
 * Lets stories go on while a seed's faults harm every connection of the store's processes to PostgreSQL, Redis and
 * storage, those of clients that send bytes included, and Redis loses its memory now and then; then ends the faults
 * and judges what has become of everything.
 */
export async function runFaults(
  world: World,
  options: { seed: number; stories: number; load: number; onProgress?: (line: string) => void },
): Promise<FaultRun> {
  const { onProgress = () => {} } = options;
  const { databaseUrl, redisUrl, s3 } = world.addresses;
  const targets: Record<FaultyService, string> = {
    postgres: databaseUrl,
    redis: redisUrl,
    storage: s3.endpoint,
  };
  const started = await Promise.all(
    services.map(async (service, at) => {
      const { hostname, port } = new URL(targets[service]);
      const plan = { seed: options.seed + at, rates, withinBytes: withinBytes[service], withinMs: 400 };
      return [
        service,
        await startFaultProxy({ target: { host: hostname, port: Number(port) }, plan }),
      ] as const;
    }),
  );
  const proxies = Object.fromEntries(started) as Record<FaultyService, (typeof started)[number][1]>;
  const addresses = {
    databaseUrl: proxies.postgres.inFrontOf(databaseUrl),
    redisUrl: proxies.redis.inFrontOf(redisUrl),
    s3: { ...s3, endpoint: proxies.storage.inFrontOf(s3.endpoint) },
  };
  const fleet = (role: "worker" | "developer") =>
    createFleet({
      program: join(import.meta.dirname, `${role}.ts`),
      env: environmentOf(addresses, world.folder),
      logFile: join(world.folder, `faulty-${role}s.log`),
      spares: 0,
      onReached: () => {},
    });
  const fleets = { worker: fleet("worker"), developer: fleet("developer") };
  const clients = createClients();
  const expected: Expected[] = [];
  const failures: string[] = [];
  let emptied = 0;

  try {
    for (const victim of await Promise.all([fleets.worker.take(), fleets.worker.take()])) {
      victim.send({ type: "work" });
    }
    clients.employ(await fleets.developer.take());
    const reviewer = { ...(await signIn(world, "reviewer")), role: "reviewer" as const };
    const running = new Set<Promise<void>>();
    const tell = async (isLarge: boolean) => {
      const opened = await openStory(world);
      expected.push(opened.expected);
      await tellStory(world, opened, { perform: clients.perform, reviewer, isLarge });
    };
    for (let told = 1; told <= options.stories; told += 1) {
      const story = tell(told % 5 === 0).catch((error: unknown) => void failures.push(String(error)));
      running.add(story);
      void story.then(() => running.delete(story));
      if (running.size >= options.load) await Promise.race(running);
      if (told % 4 === 0) {
        await emptyRedisDatabase(redisUrl);
        emptied += 1;
      }
      onProgress(`${expected.length} stories, ${clients.retries} repeated steps`);
    }
    await endOf(running, clients, failures);
    for (const proxy of Object.values(proxies)) proxy.setEnabled(false);
    const quietSince = Date.now();
    await settle(world, onProgress);
    const settledMs = Date.now() - quietSince;
    const judgement = await judge(world, expected);
    judgement.unsettled.push(...failures);
    return {
      injected: mapServices((service) => ({ ...proxies[service].injected })),
      connections: mapServices((service) => proxies[service].connections),
      emptied,
      retries: clients.retries,
      surprises: clients.surprises,
      settledMs,
      judgement,
    };
  } finally {
    await Promise.all([fleets.worker.close(), fleets.developer.close()]);
    await Promise.all(Object.values(proxies).map((proxy) => proxy.close()));
  }
}

/** How many faults of any kind came to pass. */
export function faultsIn(run: FaultRun): number {
  const all = services.flatMap((service) => faultKinds.map((kind) => run.injected[service][kind]));
  return all.reduce((sum, count) => sum + count, 0);
}

function mapServices<Value>(of: (service: FaultyService) => Value): Record<FaultyService, Value> {
  return Object.fromEntries(services.map((service) => [service, of(service)])) as Record<
    FaultyService,
    Value
  >;
}
