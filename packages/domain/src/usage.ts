import type { DeveloperId } from "./ids.ts";
import { dayMs } from "./quota.ts";
import { type VersionStatus, versionStatuses } from "./version.ts";

/** What stored bytes belong to: a version by its status, or what is no version. `other` is a file without its version, `quarantine` what repairs took out of the way: nobody's. */
export const storedStates = [
  ...versionStatuses,
  "upload",
  "icon",
  "screenshot",
  "feed",
  "device_keys",
  "other",
  "quarantine",
] as const;
export type StoredState =
  | VersionStatus
  | "upload"
  | "icon"
  | "screenshot"
  | "feed"
  | "device_keys"
  | "other"
  | "quarantine";
export type BytesByState = Partial<Record<StoredState, number>>;

/** A day of UTC, as `2026-11-21`: days compare like their texts. */
export type Day = string & { readonly day: never };

export function dayOf(at: Date): Day {
  return at.toISOString().slice(0, 10) as Day;
}

export function addDays(day: Day, days: number): Day {
  return dayOf(new Date(Date.parse(day) + days * dayMs));
}

/** Whole days from one to the other; negative when `to` is before. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / dayMs);
}

export function firstOfMonth(day: Day): Day {
  return `${day.slice(0, 7)}-01` as Day;
}

export function daysInMonth(day: Day): number {
  return new Date(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)), 0)).getUTCDate();
}

/** Calls to storage, as providers bill them, and bytes that leave. */
export interface Operations {
  /** Writes, copies, lists, and every call of an upload in parts. */
  classA: number;
  /** Reads, with or without the bytes. */
  classB: number;
  egressBytes: number;
}

/** What was used on a day. */
export interface UsageDay extends Operations {
  day: Day;
  /** Bytes at the day's last look. */
  storedBytes: number;
  /** The most bytes at any look of the day, which is what R2 bills. */
  peakBytes: number;
  /** `storedBytes` by what they belong to. */
  byState: BytesByState;
  /** Bytes that did not leave because a difference was sent. */
  deltaBytesSaved: number;
  /** When the day's last look was; null as long as only calls have been counted. */
  recordedAt: Date | null;
}

/** Calls since they were last handed over; without a developer, those of the store itself. */
export interface OperationCount extends Operations {
  developerId: DeveloperId | null;
  /** Bytes that did not leave because a difference was sent. */
  deltaBytesSaved?: number;
}
