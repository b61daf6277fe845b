import { loadStorage, type Storage } from "../container.ts";
import type { Env } from "../env.ts";
import { CommandFailure, type ExitCode, exitCode } from "../exit-code.ts";
import { followMove } from "../moving/move-progress.ts";
import { printMoved, printSurvey } from "../moving/move-report.ts";
import { nameOf, type Place, readPlace, requireFolder } from "../moving/place.ts";
import type { Terminal } from "../terminal.ts";

export interface MigrateOptions {
  from: string;
  to: string;
  /** Objects at a time. */
  concurrency: number;
  /** File that keeps what has been done. */
  state: string;
  /** Whether everybody writes to the new side already. */
  switched: boolean;
  dryRun: boolean;
  json: boolean;
}

/** Copies a store's objects to another bucket; may be stopped and run again at any time. */
export async function migrateStorage(
  terminal: Terminal,
  options: MigrateOptions,
  { env, signal }: { env: Env; signal: AbortSignal },
): Promise<ExitCode> {
  const [from, to] = [readPlace("--from", options.from), readPlace("--to", options.to)];
  if (to.kind === "folder") throw new CommandFailure("usage", "--to: objects can be moved to a bucket only.");
  if (nameOf(from) === nameOf(to)) throw new CommandFailure("usage", "--from and --to are the same place.");
  const keys = { from: keysOf(env, from, "MOSIS_FROM"), to: keysOf(env, to, "MOSIS_TO") };
  if (from.kind === "folder") await requireFolder(from.path);

  const storage = await loadStorage();
  const sides = {
    from:
      from.kind === "folder"
        ? storage.createFolderSource(from.path)
        : storage.createSide({ ...from, ...keys.from }),
    to: storage.createSide({ ...to, ...keys.to }),
  };
  const record = await openRecord(storage, options, { from: nameOf(from), to: nameOf(to) });
  try {
    return await move(terminal, storage, options, { ...sides, record, signal });
  } catch (error) {
    if (signal.aborted) {
      throw new CommandFailure("interrupted", "Stopped. Run the same command again to go on.", {
        cause: error,
      });
    }
    const trouble = storage.troubleOf(error);
    if (!trouble) throw error;
    const [kind, then] =
      trouble.kind === "unreachable"
        ? (["unreachable", "Run the same command again to go on."] as const)
        : (["refusedCall", "Check the bucket, its endpoint and the keys."] as const);
    throw new CommandFailure(kind, `${trouble.message} ${then}`, { cause: error });
  } finally {
    record.close();
  }
}

async function move(
  terminal: Terminal,
  storage: Storage,
  { concurrency, switched: isSwitched, dryRun, json }: MigrateOptions,
  sides: Pick<Parameters<Storage["moveObjects"]>[0], "from" | "to" | "record" | "signal">,
): Promise<ExitCode> {
  if (dryRun) {
    const survey = await storage.surveyMove({ ...sides, isSwitched });
    if (json) terminal.out(JSON.stringify({ dry_run: true, left: survey }, null, 2));
    else printSurvey(terminal, survey, isSwitched);
    return exitCode.done;
  }
  const began = performance.now();
  const progress = followMove(terminal);
  const moved = await storage
    .moveObjects({ ...sides, concurrency, isSwitched, onProgress: progress.show })
    .finally(progress.stop);
  const seconds = (performance.now() - began) / 1000;
  // Complete: nobody needs the old side any more.
  const isComplete = isSwitched && moved.left.todo === 0 && moved.left.uploads === 0;
  if (json) {
    const { outcomes, copiedBytes: copied_bytes, passes, left, failures } = moved;
    const document = { complete: isComplete, outcomes, copied_bytes, passes, seconds, left, failures };
    terminal.out(JSON.stringify(document, null, 2));
  } else {
    printMoved(terminal, moved, { isSwitched, isComplete, seconds });
  }
  return moved.failures.length > 0 ? exitCode.refusedPackage : exitCode.done;
}

async function openRecord(storage: Storage, options: MigrateOptions, names: { from: string; to: string }) {
  try {
    return await storage.openMoveRecord(options.state, names, { isReadOnly: options.dryRun });
  } catch (error) {
    if (!(error instanceof storage.RecordUnusable)) throw error;
    throw new CommandFailure("usage", error.message, { cause: error });
  }
}

function keysOf(env: Env, place: Place, prefix: "MOSIS_FROM" | "MOSIS_TO") {
  const accessKeyId = env[`${prefix}_ACCESS_KEY_ID`];
  const secretAccessKey = env[`${prefix}_SECRET_ACCESS_KEY`];
  if (place.kind === "folder") return { accessKeyId: "", secretAccessKey: "" };
  if (accessKeyId && secretAccessKey) return { accessKeyId, secretAccessKey };
  throw new CommandFailure(
    "usage",
    `Set ${prefix}_ACCESS_KEY_ID and ${prefix}_SECRET_ACCESS_KEY to the keys of ${nameOf(place)}.`,
  );
}
