import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isRunning, type ProcessIdentity, sessionMembers } from "./process-identity.ts";

/** What is written down about each started process, so that a later start can end it if this one is killed. */
export type ProcessRecord = {
  name: string;
  leader: ProcessIdentity;
  owner: ProcessIdentity;
  /** `NAME=value` in the environment of the whole tree. */
  marker: string;
  stopSignal: NodeJS.Signals;
};

const folder = (dataDir: string) => join(dataDir, "run");
const file = (dataDir: string, name: string) => join(folder(dataDir), `${name}.json`);

export function writeRecord(dataDir: string, record: ProcessRecord): void {
  mkdirSync(folder(dataDir), { recursive: true });
  writeFileSync(file(dataDir, record.name), `${JSON.stringify(record)}\n`);
}

export function removeRecord(dataDir: string, name: string): void {
  rmSync(file(dataDir, name), { force: true });
}

/** All records in the data folder. A file that was cut off in the middle of writing is no record. */
export function readRecords(dataDir: string): ProcessRecord[] {
  let names: string[];
  try {
    names = readdirSync(folder(dataDir));
  } catch {
    return [];
  }
  return names
    .filter((name) => name.endsWith(".json"))
    .flatMap((name) => {
      try {
        return [JSON.parse(readFileSync(join(folder(dataDir), name), "utf8")) as ProcessRecord];
      } catch {
        return [];
      }
    });
}

/** Sends a signal to a whole process group (each started process leads its own); a group already gone is fine. */
export function signalGroup(leaderPid: number, signal: NodeJS.Signals): void {
  signalQuietly(-leaderPid, signal);
}

function signalQuietly(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/**
 * Ends what earlier runs left behind in this data folder because they were killed, and nothing else: a process
 * counts only if its number and start time match the record, or it is of that session and carries the marker.
 * Processes whose owner still runs are left alone.
 *
 * @returns the names of the processes ended.
 */
export async function endLeftovers(dataDir: string, graceMs = 8_000): Promise<string[]> {
  const ended: string[] = [];
  for (const record of readRecords(dataDir)) {
    if (isRunning(record.owner)) continue;
    if (await endTree(record, graceMs)) ended.push(record.name);
    removeRecord(dataDir, record.name);
  }
  return ended;
}

async function endTree(record: ProcessRecord, graceMs: number): Promise<boolean> {
  const { leader, marker } = record;
  const members = () => sessionMembers(leader.pid, marker);
  const alive = () => isRunning(leader) || members().length > 0;
  if (!alive()) return false;
  if (isRunning(leader)) signalQuietly(leader.pid, record.stopSignal);
  else for (const pid of members()) signalQuietly(pid, "SIGTERM");
  for (const deadline = Date.now() + graceMs; alive() && Date.now() < deadline; ) await sleep(50);
  // While its leader runs, the number of the group cannot belong to anyone else.
  if (isRunning(leader)) signalGroup(leader.pid, "SIGKILL");
  for (const pid of members()) signalQuietly(pid, "SIGKILL");
  return true;
}
