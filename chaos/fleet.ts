import { type ChildProcess, fork } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { Failpoint } from "./failpoints.ts";

/** Where a victim writes its notes, one JSON a line. */
export const noteDescriptor = 4;

/** What the driver says to a victim. */
export type Order =
  | { type: "arm"; points: readonly string[]; spared: readonly string[] }
  | { type: "work" }
  | { type: "step"; id: number; story: string; step: string; input: unknown };

/** What a victim answers. */
export type Report =
  | { type: "ready" }
  | { type: "answer"; id: number; result: unknown }
  | { type: "failure"; id: number; code: string | null; message: string };

type Note = { reached: string } | { dying: Failpoint };

/** How a victim ended; `at` when it was at a failpoint that it was armed with. */
export interface End {
  signal: NodeJS.Signals | null;
  at: Failpoint | null;
}

/** A running process that may be killed at any of its failpoints. */
export interface Victim {
  send(order: Order): void;
  onReport(listen: (report: Report) => void): void;
  ended: Promise<End>;
}

export interface Fleet {
  /** A process that is ready for orders, from the spare ones if there is one. */
  take(): Promise<Victim>;
  /** Ends all of them. @throws Error when one ended by itself, which none should. */
  close(): Promise<void>;
}

/**
 * Keeps processes of one program waiting, since starting one takes longer than most of what they do before they die.
 *
 * @param options.env all of the processes' environment.
 * @param options.onReached called with the name of each failpoint that any of them reaches.
 */
export function createFleet(options: {
  program: string;
  env: Record<string, string>;
  logFile: string;
  spares: number;
  onReached(name: string): void;
}): Fleet {
  const { program, env, logFile, spares, onReached } = options;
  const living = new Set<ChildProcess>();
  const waiting: Promise<Victim>[] = [];
  const accidents: string[] = [];
  let isClosed = false;

  function start(): Promise<Victim> {
    const log = openSync(logFile, "a");
    const child = fork(program, [], {
      env,
      stdio: ["ignore", log, log, "ipc", "pipe"],
      serialization: "json",
      execArgv: [],
    });
    closeSync(log);
    living.add(child);
    const listeners: ((report: Report) => void)[] = [];
    let at: Failpoint | null = null;
    const notes = createInterface({ input: child.stdio[noteDescriptor] as Readable });
    notes.on("line", (line) => {
      const note = JSON.parse(line) as Note;
      if ("dying" in note) at = note.dying;
      else onReached(note.reached);
    });
    // Once both are over, nothing more can be said by it.
    const ended = Promise.all([
      new Promise<NodeJS.Signals | null>((resolve) => child.once("exit", (_, signal) => resolve(signal))),
      new Promise<void>((resolve) => notes.once("close", () => resolve())),
    ]).then(([signal]) => {
      living.delete(child);
      if (!isClosed && !(signal === "SIGKILL" && at)) accidents.push(`${program} ended by itself`);
      return { signal, at };
    });
    const { promise, resolve, reject } = Promise.withResolvers<Victim>();
    const victim: Victim = {
      // To one that has just died nothing can be said, and its end says so.
      send: (order) => child.connected && child.send(order, () => {}),
      onReport: (listen) => listeners.push(listen),
      ended,
    };
    child.on("message", (report: Report) => {
      if (report.type === "ready") resolve(victim);
      for (const listen of listeners) listen(report);
    });
    void ended.then(() => reject(new Error(`${program} ended before it was ready; its log is ${logFile}`)));
    promise.catch(() => {});
    return promise;
  }

  function refill(): void {
    while (!isClosed && waiting.length < spares) waiting.push(start());
  }

  refill();
  return {
    async take() {
      const next = waiting.shift() ?? start();
      refill();
      return next;
    },
    async close() {
      isClosed = true;
      const ends = [...living].map((child) => new Promise((resolve) => child.once("exit", resolve)));
      for (const child of living) child.kill("SIGKILL");
      await Promise.all(ends);
      if (accidents.length > 0) throw new Error(`${accidents.join("; ")}; the log is ${logFile}`);
    },
  };
}
