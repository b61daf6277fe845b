import { join } from "node:path";
import { createClients } from "./clients.ts";
import { type Failpoint, wholeStore } from "./failpoints.ts";
import { createFleet, type Fleet, type Victim } from "./fleet.ts";
import { type Judgement, judge } from "./judgement.ts";
import { endOf, settle } from "./settle.ts";
import { type Expected, openStory, signIn, tellStory } from "./stories.ts";
import { environmentOf, type World } from "./world.ts";

/** What came of a run of kills. */
export interface KillRun {
  /** By failpoint, in the order in which they were first reached. */
  kills: { point: string; kills: number; fine: number }[];
  /** Processes that died, and of those the ones at a failpoint. */
  processes: number;
  retries: number;
  surprises: ReadonlyMap<string, number>;
  /** From the last kill until nothing was under way any more, milliseconds. */
  settledMs: number;
  judgement: Judgement;
}

/**
 * A job whose worker dies again and again is given up, after the fifth time. It is spared from the second on: its
 * worker hears of that a little late, and a busy machine makes jobs lose their worker as well.
 */
const mostKillsOfOneJob = 1;
const rearmEveryMs = 500;

/**
 * Kills the store's processes at each of their failpoints at least `killsPerPoint` times while stories go on, then
 * lets them finish undisturbed and judges what has become of everything.
 *
 * The failpoints are those that one story passes which nobody disturbs. How many stories there are follows from how
 * many it takes; `deadlineMs` bounds that.
 */
export async function runKills(
  world: World,
  options: {
    killsPerPoint: number;
    /** Stories at once. */
    load: number;
    workers: number;
    random: () => number;
    deadlineMs: number;
    onProgress?: (line: string) => void;
  },
): Promise<KillRun> {
  const { killsPerPoint, load, random, onProgress = () => {} } = options;
  const clients = createClients();
  const kills = new Map<string, { role: "worker" | "developer"; deaths: Failpoint[] }>();
  const killsOf = new Map<string, number>();
  const expected: Expected[] = [];
  const living = new Map<Victim, "worker" | "developer">();
  let phase: "recording" | "killing" | "finishing" = "recording";
  let isOver = false;
  let processes = 0;

  const fleets = { worker: fleetOf("worker"), developer: fleetOf("developer") };
  function fleetOf(role: "worker" | "developer"): Fleet {
    return createFleet({
      program: join(import.meta.dirname, `${role}.ts`),
      env: environmentOf(world.addresses, world.folder),
      logFile: join(world.folder, `${role}s.log`),
      spares: 2,
      onReached: (name) => {
        if (phase === "recording" && !kills.has(name)) kills.set(name, { role, deaths: [] });
      },
    });
  }

  const isDue = (point: string) => (kills.get(point)?.deaths.length ?? 0) < killsPerPoint;
  const due = () => [...kills.keys()].filter(isDue);

  /** One failpoint of each story that has some left, by lot. */
  function arm(victim: Victim): void {
    const role = living.get(victim);
    const mine = phase !== "killing" ? [] : due().filter((point) => kills.get(point)?.role === role);
    const byStory = Map.groupBy(mine, (point) => point.split(" · ")[0]);
    const points = [...byStory.values()].map((all) => all[Math.floor(random() * all.length)] ?? "");
    const spared = [...killsOf].filter(([, count]) => count >= mostKillsOfOneJob).map(([subject]) => subject);
    victim.send({ type: "arm", points, spared: role === "worker" ? spared : [] });
  }

  /** One process after the other. */
  async function lane(role: "worker" | "developer"): Promise<void> {
    while (!isOver) {
      const victim = await fleets[role].take();
      living.set(victim, role);
      processes += 1;
      arm(victim);
      if (role === "worker") victim.send({ type: "work" });
      else clients.employ(victim);
      const { at } = await victim.ended;
      living.delete(victim);
      if (!at) continue;
      kills.get(at.name)?.deaths.push(at);
      if (role === "developer") continue;
      for (const subject of at.running) killsOf.set(subject, (killsOf.get(subject) ?? 0) + 1);
    }
  }

  const lanes = [...Array<"worker">(options.workers).fill("worker"), "developer" as const].map(lane);
  const rearming = setInterval(() => {
    for (const victim of living.keys()) arm(victim);
  }, rearmEveryMs);

  const reviewer = { ...(await signIn(world, "reviewer")), role: "reviewer" as const };
  const failures: string[] = [];
  /**
   * Parts are only sent of large packages, which take long: no more of them than are of use, and always some, as not
   * every point on their way has parts in its name.
   */
  const isLargeDue = () => {
    const left = due();
    const ofParts = left.filter((point) => /parts/i.test(point));
    return random() < Math.max(0.2, Math.min(2 * ofParts.length, left.length) / left.length);
  };
  async function tell(isLarge: boolean): Promise<void> {
    const opened = await openStory(world);
    expected.push(opened.expected);
    await tellStory(world, opened, { perform: clients.perform, reviewer, isLarge });
  }

  try {
    // One of a small package: a large one is not sent by a plain request.
    await Promise.all([tell(false), tell(true)]);
    await settle(world, onProgress);
    phase = "killing";
    onProgress(`${kills.size} failpoints`);

    const deadline = Date.now() + options.deadlineMs;
    const running = new Set<Promise<void>>();
    let toldAt = 0;
    while (due().length > 0 && Date.now() < deadline) {
      while (running.size < load) {
        const story = tell(isLargeDue()).catch((error: unknown) => void failures.push(String(error)));
        running.add(story);
        void story.then(() => running.delete(story));
      }
      await Promise.race([...running, new Promise((resolve) => setTimeout(resolve, 1_000))]);
      if (Date.now() - toldAt > 10_000) {
        toldAt = Date.now();
        const done = [...kills.values()].reduce((sum, { deaths }) => sum + deaths.length, 0);
        onProgress(`${done} kills, ${due().length} failpoints left, ${expected.length} stories`);
      }
    }
    phase = "finishing";
    for (const victim of living.keys()) arm(victim);
    const quietSince = Date.now();
    await endOf(running, clients, failures);
    await settle(world, onProgress);
    const settledMs = Date.now() - quietSince;
    const judgement = await judge(world, expected);
    judgement.unsettled.push(...failures);

    const storyOf = new Map(
      expected.flatMap(({ story, subjects }) => [...subjects].map((id) => [id, story])),
    );
    const isFine = ({ subject }: Failpoint) => {
      if (subject === null || subject.startsWith(wholeStore)) return judgement.unsettled.length === 0;
      const ids = [subject, ...subject.split("/")];
      const story = ids.map((id) => storyOf.get(id)).find((found) => found !== undefined);
      return story !== undefined && judgement.fine.has(story);
    };
    return {
      kills: [...kills].map(([point, { deaths }]) => ({
        point,
        kills: deaths.length,
        fine: deaths.filter(isFine).length,
      })),
      processes,
      retries: clients.retries,
      surprises: clients.surprises,
      settledMs,
      judgement,
    };
  } finally {
    isOver = true;
    clearInterval(rearming);
    await Promise.all([fleets.worker.close(), fleets.developer.close()]);
    await Promise.allSettled(lanes);
  }
}
