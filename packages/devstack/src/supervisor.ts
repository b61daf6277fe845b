import { type ChildProcess, spawn } from "node:child_process";
import { closeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { lastLines, logPath, openLog } from "./log-file.ts";
import { identify } from "./process-identity.ts";
import { removeRecord, signalGroup, writeRecord } from "./process-record.ts";
import { StackError } from "./stack-error.ts";

export type ProcessSpec = {
  /** Unique in the data folder; names the log and the record. */
  name: string;
  command: string;
  args: string[];
  env?: Record<string, string | undefined>;
  cwd?: string;
  uid?: number;
  gid?: number;
  /** What asks the process to end in good order; default SIGTERM. */
  stopSignal?: NodeJS.Signals;
  /** How long it may take before SIGKILL; default 8 s. */
  graceMs?: number;
};

/** How a process ended; `code` is null after a signal, and when it could not be started at all. */
export type ProcessEnd = { code: number | null; signal: NodeJS.Signals | null; error?: Error };

export type ManagedProcess = {
  name: string;
  pid: number;
  logFile: string;
  ended: Promise<ProcessEnd>;
  /** Set once it has ended. */
  readonly end: ProcessEnd | undefined;
};

type Entry = { spec: ProcessSpec; child: ChildProcess; managed: ManagedProcess };

/**
 * Starts processes, each as the leader of its own session so that a Ctrl-C in the terminal reaches only us and
 * the whole tree can be ended, and ends them again.
 */
export class Supervisor {
  readonly dataDir: string;
  readonly #onUnexpectedEnd: (process: ManagedProcess) => void;
  readonly #entries = new Set<Entry>();
  #stopped: Promise<void> | undefined;

  /** @param onUnexpectedEnd called when a process ends that nobody asked to end. */
  constructor(options: {
    dataDir: string;
    onUnexpectedEnd?: ((process: ManagedProcess) => void) | undefined;
  }) {
    this.dataDir = options.dataDir;
    this.#onUnexpectedEnd = options.onUnexpectedEnd ?? (() => {});
  }

  get processes(): ManagedProcess[] {
    return [...this.#entries].map((entry) => entry.managed);
  }

  /** Starts a process that is meant to run until `stop`. */
  start(spec: ProcessSpec): ManagedProcess {
    const entry = this.#spawn(spec);
    void entry.managed.ended.then(() => {
      if (!this.#stopped) this.#onUnexpectedEnd(entry.managed);
    });
    return entry.managed;
  }

  /**
   * Runs a process to its end.
   *
   * @throws StackError `process_failed` with the end of its log when it fails, `stopping` when it was ended by `stop`.
   */
  async run(spec: ProcessSpec): Promise<void> {
    const { managed } = this.#spawn(spec);
    const end = await managed.ended;
    if (this.#stopped) throw new StackError("stopping", "Stopping.");
    if (end.code !== 0) throw failure(managed, end);
  }

  /** Ends all processes, all at once, and their trees: first by their stop signal, after the grace period by SIGKILL. */
  stop(): Promise<void> {
    this.#stopped ??= Promise.all([...this.#entries].map((entry) => this.#stopOne(entry))).then(() => {});
    return this.#stopped;
  }

  #spawn(spec: ProcessSpec): Entry {
    if (this.#stopped) throw new StackError("stopping", "Stopping.");
    const id = crypto.randomUUID();
    const log = openLog(this.dataDir, spec.name);
    const child = spawn(spec.command, spec.args, {
      cwd: spec.cwd,
      uid: spec.uid,
      gid: spec.gid,
      env: { ...process.env, ...spec.env, MOSIS_DEVSTACK: id },
      stdio: ["ignore", log, log],
      detached: true,
    });
    closeSync(log);
    const stopSignal = spec.stopSignal ?? "SIGTERM";
    const leader = child.pid === undefined ? undefined : identify(child.pid);
    const owner = identify(process.pid);
    if (leader && owner) {
      writeRecord(this.dataDir, {
        name: spec.name,
        leader,
        owner,
        marker: `MOSIS_DEVSTACK=${id}`,
        stopSignal,
      });
    }
    let end: ProcessEnd | undefined;
    const ended = new Promise<ProcessEnd>((resolve) => {
      child.once("exit", (code, signal) => resolve({ code, signal }));
      child.once("error", (error) => resolve({ code: null, signal: null, error }));
    }).then((value) => {
      end = value;
      this.#entries.delete(entry);
      // Nothing of the tree may outlive its leader.
      if (child.pid !== undefined) signalGroup(child.pid, "SIGKILL");
      removeRecord(this.dataDir, spec.name);
      return value;
    });
    const entry: Entry = {
      spec,
      child,
      managed: {
        name: spec.name,
        pid: child.pid ?? 0,
        logFile: logPath(this.dataDir, spec.name),
        ended,
        get end() {
          return end;
        },
      },
    };
    this.#entries.add(entry);
    return entry;
  }

  async #stopOne({ spec, child, managed }: Entry): Promise<void> {
    child.kill(spec.stopSignal ?? "SIGTERM");
    const timer = new AbortController();
    const inTime = await Promise.race([
      managed.ended.then(() => true),
      sleep(spec.graceMs ?? 8_000, false, { signal: timer.signal }).catch(() => false),
    ]);
    timer.abort();
    if (!inTime && child.pid !== undefined) signalGroup(child.pid, "SIGKILL");
    await managed.ended;
  }
}

/** The error for a process that ended when it should not have, with the end of its log. */
export function failure(managed: ManagedProcess, end: ProcessEnd): StackError {
  const how = end.error
    ? end.error.message
    : end.signal
      ? `was ended by ${end.signal}`
      : `ended with code ${end.code}`;
  return new StackError(
    "process_failed",
    `${managed.name} ${end.error ? "could not be started: " : ""}${how}. Its log is ${managed.logFile}.`,
    lastLines(managed.logFile),
  );
}

/**
 * Asks `probe` again and again until it says yes.
 *
 * @throws StackError `process_failed` when the process ends first, `process_not_ready` after the timeout.
 */
export async function waitUntilReady(
  managed: ManagedProcess,
  probe: () => Promise<boolean>,
  timeoutMs = 60_000,
): Promise<void> {
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; ) {
    if (managed.end) throw failure(managed, managed.end);
    if (await probe()) return;
    await Promise.race([sleep(50), managed.ended]);
  }
  throw new StackError(
    "process_not_ready",
    `${managed.name} did not answer within ${timeoutMs / 1000} seconds. Its log is ${managed.logFile}.`,
    lastLines(managed.logFile),
  );
}
