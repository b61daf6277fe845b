import { setTimeout as sleep } from "node:timers/promises";
import type { StepInput, StepName, StepResult } from "./client-steps.ts";
import type { Report, Victim } from "./fleet.ts";

/** Does a step for a story, however often the client dies or hears nothing. */
export type Perform = <Name extends StepName>(
  story: string,
  step: Name,
  input: StepInput<Name>,
) => Promise<StepResult<Name>>;

export interface Clients {
  perform: Perform;
  /** Lets a process take steps until it ends. */
  employ(victim: Victim): void;
  /** Failures that are no expected ones, and how often each was seen. */
  surprises: ReadonlyMap<string, number>;
  /** Steps that were tried again. */
  readonly retries: number;
  /** Steps that are being taken, each with how often it was tried and what the last try met. */
  underWay(): string[];
}

/** A client that hears "try again shortly", or nothing, tries again; more often than that something is stuck. */
const mostTries = 400;
/** Broken connections, in the words of the system and of HTTP. */
const connectionTrouble = /E(?:CONN|PIPE|TIMEDOUT)|socket hang up|silent for too long|storage answered 5\d\d/;

class Died extends Error {}
class StepFailed extends Error {
  readonly code: string | null;
  constructor(code: string | null, message: string) {
    super(message);
    this.code = code;
  }
}

type Pending = { resolve(result: unknown): void; reject(error: Error): void };

/** Clients who run in processes that may die, and whose steps another process then repeats. */
export function createClients(): Clients {
  const employed = new Map<Victim, Map<number, Pending>>();
  const surprises = new Map<string, number>();
  const troubles = new Map<object, string>();
  let arrived = Promise.withResolvers<void>();
  let lastId = 0;
  let retries = 0;

  function employ(victim: Victim): void {
    const pending = new Map<number, Pending>();
    employed.set(victim, pending);
    victim.onReport((report: Report) => {
      if (report.type === "ready") return;
      const step = pending.get(report.id);
      pending.delete(report.id);
      if (report.type === "answer") step?.resolve(report.result);
      else step?.reject(new StepFailed(report.code, report.message));
    });
    void victim.ended.then(() => {
      employed.delete(victim);
      for (const step of pending.values()) step.reject(new Died());
    });
    arrived.resolve();
    arrived = Promise.withResolvers();
  }

  async function attempt(story: string, step: string, input: unknown): Promise<unknown> {
    while (employed.size === 0) await arrived.promise;
    const [victim, pending] = [...employed].reduce((one, other) =>
      other[1].size < one[1].size ? other : one,
    );
    lastId += 1;
    const id = lastId;
    const answer = new Promise((resolve, reject) => pending.set(id, { resolve, reject }));
    victim.send({ type: "step", id, story, step, input });
    return answer;
  }

  return {
    async perform(story, step, input) {
      const doing = {};
      troubles.set(doing, `${step}, first try`);
      for (let tries = 1; ; tries += 1) {
        try {
          const result = await attempt(story, step, input);
          troubles.delete(doing);
          return result as never;
        } catch (error) {
          retries += 1;
          troubles.set(doing, `${step}, after ${tries} tries: ${error}`);
          if (error instanceof Died) continue;
          const { code, message } = error as StepFailed;
          const isTrouble = code === "service_unavailable" || (!code && connectionTrouble.test(message));
          if (!isTrouble) {
            const what = `${step}: ${code ?? message}`;
            surprises.set(what, (surprises.get(what) ?? 0) + 1);
          }
          if (tries >= mostTries) throw new Error(`${step} failed ${tries} times: ${message}`);
          await sleep(Math.min(50 * tries, 1_000));
        }
      }
    },
    employ,
    surprises,
    get retries() {
      return retries;
    },
    underWay: () => [...troubles.values()],
  };
}
