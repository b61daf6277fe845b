/** Why a log is not read, or not any further. */
export const logRefusals = [
  "unknown_format",
  "columns_missing",
  "line_too_long",
  "damaged",
  "too_large",
] as const;
export type LogRefusal = (typeof logRefusals)[number];

/** A log that says itself that it cannot be read; trying again changes nothing. `message` is for the admin who reads it. */
export class LogRefusedError extends Error {
  readonly refusal: LogRefusal;

  constructor(refusal: LogRefusal, message: string) {
    super(message);
    this.name = "LogRefusedError";
    this.refusal = refusal;
  }
}
