import { AsyncLocalStorage } from "node:async_hooks";
import type { Around } from "@mosis/domain/interrupted-ports";

/** What the subject of a job begins with that is about many things: its id follows, so that it can be told from others. */
export const wholeStore = "store/";

/**
 * A place between two steps of a story, named by the port call beside it:
 * `version.validate · after objects.copy #1` is right after the first copy in a run of that job.
 */
export interface Failpoint {
  name: string;
  /** What the story is about, such as the version's id; null for what no story does. */
  subject: string | null;
  /** What all stories are about that are running in this process, this one among them. */
  running: readonly string[];
}

/** What changes nothing is no step: dying before it and after it leave the same world. */
const reading = /\.(?:find|list|get|head|greatest|lock|presign|ping)[^.]*$/;

interface Running {
  story: string;
  subject: string | null;
  calls: Map<string, number>;
  hasBegun: boolean;
}

export interface Failpoints {
  /** To be put around the calls of ports. */
  around: Around;
  /** Runs a story; the port calls that it makes are its steps. */
  inStory<Result>(story: string, subject: string | null, run: () => Promise<Result>): Promise<Result>;
}

/**
 * Failpoints come to be by themselves, before the first step of a story and after each of its steps, so that the
 * product has no code for them. `onReach` is called at each, and the story goes on when it is done.
 *
 * @param options.otherwise the story of calls that are made outside of any.
 */
export function createFailpoints(options: {
  onReach(point: Failpoint): void | Promise<void>;
  otherwise: string;
}): Failpoints {
  const stories = new AsyncLocalStorage<Running>();
  const running = new Set<Running>();
  const subjects = () => [...running].flatMap(({ subject }) => subject ?? []);
  return {
    async around(called, call) {
      if (reading.test(called)) return call();
      const current = stories.getStore() ?? {
        story: options.otherwise,
        subject: null,
        calls: new Map(),
        hasBegun: false,
      };
      const { story, subject, calls } = current;
      const nth = (calls.get(called) ?? 0) + 1;
      calls.set(called, nth);
      const reach = (side: string) =>
        options.onReach({ name: `${story} · ${side} ${called} #${nth}`, subject, running: subjects() });
      if (!current.hasBegun) {
        current.hasBegun = true;
        await reach("before");
      }
      const result = await call();
      // A look into the outbox that found nothing has changed nothing.
      if (!(Array.isArray(result) && result.length === 0)) await reach("after");
      return result;
    },
    async inStory(story, subject, run) {
      const own: Running = { story, subject, calls: new Map(), hasBegun: false };
      running.add(own);
      try {
        return await stories.run(own, run);
      } finally {
        running.delete(own);
      }
    },
  };
}
