import {
  type AppTrack,
  judged,
  type ReleasableVersion,
  type Release,
  type ReleaseItem,
  type ReleaseOnTrack,
  type TrackDevice,
  type TrackItem,
} from "@mosis/domain";

export function presentRelease(release: Release) {
  const { failed, reports, atLeast } = judged(release);
  return {
    id: release.id,
    app_id: release.appId,
    track_id: release.trackId,
    version_id: release.versionId,
    status: release.status,
    status_changed_at: release.statusChangedAt.toISOString(),
    basis_points: release.basisPoints,
    starts_at: release.startsAt?.toISOString() ?? null,
    ramp: release.ramp && {
      step_basis_points: release.ramp.stepBasisPoints,
      every_hours: release.ramp.everyHours,
    },
    raises_at: release.raisesAt?.toISOString() ?? null,
    paused_for: release.pausedFor,
    halt_threshold: release.haltThreshold,
    installed: release.counts.installed,
    failed: release.counts.failed,
    /** What its failures are judged by: reports since a person last resumed it. */
    judged: { failed, reports, failing_share_at_least: atLeast },
    group_id: release.groupId,
    created_at: release.createdAt.toISOString(),
  };
}

const presentVersionOf = ({ id, version, versionCode }: ReleaseItem["version"]) => ({
  id,
  version,
  version_code: versionCode,
});

export function presentReleaseItem({ release, track, version, createdBy }: ReleaseItem) {
  return {
    ...presentRelease(release),
    track: { id: track.id, name: track.name },
    version: presentVersionOf(version),
    created_by: createdBy,
  };
}

export function presentOnTrack(release: ReleaseOnTrack) {
  return { ...presentRelease(release), version: presentVersionOf(release.version) };
}

export function presentTrack(track: AppTrack) {
  return {
    id: track.id,
    app_id: track.appId,
    name: track.name,
    audience: track.audience,
    sequence: track.sequence,
  };
}

export function presentTrackItem(item: TrackItem) {
  return {
    ...presentTrack(item.track),
    devices: item.devices,
    base: item.base && presentOnTrack(item.base),
    candidate: item.candidate && presentOnTrack(item.candidate),
    scheduled: item.scheduled && presentOnTrack(item.scheduled),
    beneath: item.beneath && presentOnTrack(item.beneath),
  };
}

export function presentTracks(items: readonly TrackItem[]) {
  return { items: items.map(presentTrackItem) };
}

export function presentTrackDevice(device: TrackDevice) {
  return {
    name_sha256: device.nameSha256,
    label: device.label,
    added_by: device.addedBy,
    added_at: device.addedAt.toISOString(),
  };
}

export function presentReleasable({ id, version, versionCode, publishedAt }: ReleasableVersion) {
  return { id, version, version_code: versionCode, published_at: publishedAt.toISOString() };
}

export type ReleaseJson = ReturnType<typeof presentRelease>;
export type ReleaseOnTrackJson = ReturnType<typeof presentOnTrack>;
export type TrackJson = ReturnType<typeof presentTrackItem>;
export type ReleasableJson = ReturnType<typeof presentReleasable>;
