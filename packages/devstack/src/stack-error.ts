/** Why the development stack could not do something. The codes are stable; tests and scripts match on them. */
export type StackErrorCode =
  | "already_running"
  | "disk_full"
  | "invalid_setting"
  | "missing_setting"
  | "no_permission"
  | "port_taken"
  | "postgres_user_missing"
  | "redis_not_installable"
  | "process_failed"
  | "process_not_ready"
  | "stopping";

/** An expected failure. The message is one sentence or two for the person at the terminal: what is wrong, and the way out. */
export class StackError extends Error {
  readonly code: StackErrorCode;
  /** The last lines of the failed process's log, if there is one. */
  readonly logLines: string[];

  constructor(code: StackErrorCode, message: string, logLines: string[] = []) {
    super(message);
    this.name = "StackError";
    this.code = code;
    this.logLines = logLines;
  }
}

const noSpace = /ENOSPC|No space left on device/i;

/** Turns any failure into a `StackError` where its cause is known, first of all a full disk; others pass through. */
export function explain(error: unknown): unknown {
  const lines = error instanceof StackError ? error.logLines : [];
  const text = error instanceof Error ? error.message : String(error);
  if (noSpace.test(text) || lines.some((line) => noSpace.test(line))) {
    return new StackError("disk_full", "The disk is full. Free some space and start again; no data is lost.");
  }
  const { code, path } = error as NodeJS.ErrnoException;
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") {
    const what = path ?? "A file";
    return new StackError(
      "no_permission",
      `${what} cannot be used by this user: give it the right to (chown), or start as the user who started before.`,
    );
  }
  return error;
}
