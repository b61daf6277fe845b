import { scrub } from "@mosis/domain";

export const logLevels = ["fatal", "error", "warn", "info", "debug", "trace"] as const;
export type LogLevel = (typeof logLevels)[number];

/** One event of the log. Query strings are cut out of it: download addresses are secrets while they work. */
export interface LogEvent {
  level: LogLevel;
  message: string;
  [field: string]: string | number | undefined;
}
export type Log = (event: LogEvent) => void;

/** Writes one JSON line an event, from `level` up, in the form of all parts of the store. */
export function createLog(level: LogLevel, write: (line: string, level: LogLevel) => void = toConsole): Log {
  const shown = new Set<LogLevel>(logLevels.slice(0, logLevels.indexOf(level) + 1));
  return ({ level: of, message, ...fields }) => {
    if (!shown.has(of)) return;
    const line = { time: new Date().toISOString(), level: of, app: "edge", msg: message, ...fields };
    write(scrub(JSON.stringify(line)), of);
  };
}

/** `Error` as text for the log, causes included, with every query string cut out. */
export function describeError(error: unknown): string {
  const parts: string[] = [];
  for (let at: unknown = error; at !== undefined && parts.length < 5; ) {
    parts.push(at instanceof Error ? (at.stack ?? `${at.name}: ${at.message}`) : String(at));
    at = at instanceof Error ? at.cause : undefined;
  }
  return parts.join("\ncaused by ").replaceAll(/\?[^\s"'<>)]+/g, "?…");
}

function toConsole(line: string, level: LogLevel): void {
  if (level === "error" || level === "fatal") console.error(line);
  else console.log(line);
}
