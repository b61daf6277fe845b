import { z } from "zod";
import { DomainError } from "./errors.ts";
import type { AppId, ReleaseGroupId, ReleaseId, TrackId, UserId, VersionId } from "./ids.ts";
import { allows, type Transitions } from "./lifecycle.ts";
import { spreadOf } from "./spread.ts";

export const releaseStatuses = [
  "scheduled",
  "rolling",
  "paused",
  "complete",
  "superseded",
  "rolled_back",
  "cancelled",
] as const;
export type ReleaseStatus = (typeof releaseStatuses)[number];

/** `superseded` is what a release becomes when a later one of its track is complete; rolling that back revives it. */
export const releaseTransitions = {
  scheduled: ["rolling", "complete", "cancelled"],
  rolling: ["paused", "complete", "rolled_back", "superseded"],
  paused: ["rolling", "complete", "rolled_back", "superseded"],
  complete: ["superseded", "rolled_back"],
  superseded: ["complete"],
  rolled_back: [],
  cancelled: [],
} as const satisfies Transitions<ReleaseStatus>;

/** In these a version is on its track, or will be, or may be again at a click: its bytes are kept. */
export const releasesThatKeep = [
  "scheduled",
  "rolling",
  "paused",
  "complete",
] as const satisfies readonly ReleaseStatus[];

/** All of a track's devices, in hundredths of a percent. */
export const allDevices = 10_000;

/** A version on a track, for a share of its devices. */
export interface Release {
  id: ReleaseId;
  appId: AppId;
  trackId: TrackId;
  versionId: VersionId;
  status: ReleaseStatus;
  statusChangedAt: Date;
  /** Of `allDevices`; what is complete is for all. */
  basisPoints: number;
  /** When it begins by itself; null unless it is scheduled. */
  startsAt: Date | null;
  /** How it grows by itself; null when people raise it. */
  ramp: Ramp | null;
  /** Why it was paused: by a person, or because too many devices failed to install it. */
  pausedFor: "person" | "failures" | null;
  /** Share of failures to install, in hundredths of a percent, above which it pauses by itself. */
  haltThreshold: number;
  /** When the ramp raises it next, by the database's clock; null unless it is rolling with one. */
  raisesAt: Date | null;
  /** The track's sequence with which it last became the base; null when it never was, or cannot be again. */
  completedIn: number | null;
  /** What it was started with, together or not at all. */
  groupId: ReleaseGroupId | null;
  counts: InstallCounts;
  createdBy: UserId;
  createdAt: Date;
}

/** What devices reported of a release. */
export interface InstallCounts {
  installed: number;
  failed: number;
  /** Those of before a person resumed it after a halt: they do not halt it again. */
  forgiven: { installed: number; failed: number };
}
export const noInstalls: InstallCounts = { installed: 0, failed: 0, forgiven: { installed: 0, failed: 0 } };

/** Of a rollout or a step of it: from 0.01 % to all devices. */
export const BasisPoints = z
  .int()
  .min(1, "Begin with 0.01 % at least.")
  .max(allDevices, "There are no more than all devices.");

/** A share that grows by the same step every so many hours, until it has reached all devices. */
export const Ramp = z.object({ stepBasisPoints: BasisPoints, everyHours: z.int().min(1).max(720) });
export type Ramp = z.infer<typeof Ramp>;

/** When a ramp raises a share next that it raised, or began with, `at`; null without a ramp. */
export function nextRaise(ramp: Ramp | null, at: Date): Date | null {
  return ramp && new Date(at.getTime() + ramp.everyHours * 60 * 60 * 1000);
}

/**
 * The release in its next status.
 * @throws DomainError `release_state_conflict` when the life cycle has no such step.
 */
export function moveRelease(release: Release, to: ReleaseStatus, at: Date): Release {
  if (!allows(releaseTransitions, release.status, to)) throw new DomainError("release_state_conflict");
  return {
    ...release,
    status: to,
    statusChangedAt: at,
    pausedFor: null,
    raisesAt: null,
    ...(to === "complete" && { basisPoints: allDevices }),
    ...(to !== "scheduled" && { startsAt: null }),
  };
}

/**
 * Whether a device is among those that a release is for. Who is in for a share is in for every larger one, and which
 * devices come first differs from release to release.
 */
export function isAmongFirst(releaseId: ReleaseId, device: string, basisPoints: number): boolean {
  return Math.floor(spreadOf(releaseId, device) * allDevices) < basisPoints;
}

/** Fewer reports than this say nothing. */
export const fewestReports = 20;

/** The share of failures that is bearable unless a release says otherwise, in hundredths of a percent. */
export const defaultHaltThreshold = 500;
export const HaltThreshold = z
  .int()
  .min(1, "Bear 0.01 % of failures at least.")
  .max(10_000, "No more than all can fail.");

/** What is judged of a release: all that was reported since a person last looked at it. */
export interface Judged {
  failed: number;
  reports: number;
  /** The share that fails at least, from 0 to 1. */
  atLeast: number;
}

export function judged({ counts: { installed, failed, forgiven } }: Pick<Release, "counts">): Judged {
  const counted = failed - forgiven.failed;
  const reports = counted + installed - forgiven.installed;
  return { failed: counted, reports, atLeast: wilsonLowerBound(counted, reports) };
}

/** Whether so many installations failed that it is no bad luck. */
export function failsTooOften(release: Pick<Release, "counts" | "haltThreshold">): boolean {
  const { reports, atLeast } = judged(release);
  return reports >= fewestReports && atLeast > release.haltThreshold / 10_000;
}

/** Of a normal distribution, for 95 % between both bounds. */
const normal = 1.959964;

/** The least share that `count` of `total` stands for with 95 % confidence (Wilson's score interval, 1927). */
export function wilsonLowerBound(count: number, total: number): number {
  if (total === 0) return 0;
  const share = count / total;
  const middle = share + normal ** 2 / (2 * total);
  const spread = normal * Math.sqrt((share * (1 - share)) / total + normal ** 2 / (4 * total ** 2));
  return Math.max(0, (middle - spread) / (1 + normal ** 2 / total));
}
