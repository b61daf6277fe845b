import type {
  AppId,
  AppTrack,
  Release,
  ReleaseGroupId,
  ReleaseId,
  ReleaseStatus,
  Track,
  TrackAudience,
  TrackId,
  UserId,
  VersionId,
} from "@mosis/domain";
import type { Prisma, Release as ReleaseRow, Track as TrackRow } from "../generated/client.ts";

export function toTrack(row: Omit<TrackRow, "createdAt" | "removedAt">): AppTrack {
  return {
    id: row.id as TrackId,
    appId: row.appId as AppId,
    name: row.name as Track,
    audience: row.audience as TrackAudience,
    sequence: Number(row.sequence),
  };
}

export function toRelease(row: ReleaseRow): Release {
  return {
    id: row.id as ReleaseId,
    appId: row.appId as AppId,
    trackId: row.trackId as TrackId,
    versionId: row.versionId as VersionId,
    status: row.status as ReleaseStatus,
    statusChangedAt: row.statusChangedAt,
    basisPoints: row.basisPoints,
    startsAt: row.startsAt,
    ramp:
      row.rampStep === null || row.rampHours === null
        ? null
        : { stepBasisPoints: row.rampStep, everyHours: row.rampHours },
    pausedFor: row.pausedFor as Release["pausedFor"],
    haltThreshold: row.haltThreshold,
    raisesAt: row.raisesAt,
    completedIn: row.completedIn === null ? null : Number(row.completedIn),
    groupId: row.groupId as ReleaseGroupId | null,
    counts: {
      installed: row.installed,
      failed: row.failed,
      forgiven: { installed: row.forgivenInstalled, failed: row.forgivenFailed },
    },
    createdBy: row.createdBy as UserId,
    createdAt: row.createdAt,
  };
}

/** What may change after creation, but for what devices report. */
export function changingReleaseColumns(release: Release) {
  return {
    status: release.status,
    statusChangedAt: release.statusChangedAt,
    basisPoints: release.basisPoints,
    startsAt: release.startsAt,
    raisesAt: release.raisesAt,
    pausedFor: release.pausedFor,
    completedIn: release.completedIn === null ? null : BigInt(release.completedIn),
  } satisfies Prisma.ReleaseUpdateManyMutationInput;
}

export function toReleaseRow(release: Release): Prisma.ReleaseCreateManyInput {
  return {
    id: release.id,
    appId: release.appId,
    trackId: release.trackId,
    versionId: release.versionId,
    groupId: release.groupId,
    rampStep: release.ramp?.stepBasisPoints ?? null,
    rampHours: release.ramp?.everyHours ?? null,
    haltThreshold: release.haltThreshold,
    createdBy: release.createdBy,
    createdAt: release.createdAt,
    ...changingReleaseColumns(release),
  };
}
