import {
  BasisPoints,
  EndReason,
  HaltThreshold,
  ListQuery,
  mostTogether,
  mostTrackDevices,
  NewTrack,
  NewTrackDevice,
  Ramp,
  type ReleaseId,
  Rollout,
  Track,
  type TrackId,
  type VersionId,
} from "@mosis/domain";
import { z } from "zod";
import { id } from "./inputs.ts";

export const ReleaseParams = z.object({ releaseId: id<ReleaseId>() });
export const TrackParams = z.object({ trackId: id<TrackId>() });
export const TrackDeviceParams = TrackParams.extend({ nameSha256: NewTrackDevice.shape.nameSha256 });

/** `Rollout` as the API spells it: to all devices at once unless it says otherwise. */
const rollout = {
  basis_points: BasisPoints.optional(),
  starts_at: z.iso.datetime({ offset: true }).nullish(),
  ramp: z
    .object({ step_basis_points: Ramp.shape.stepBasisPoints, every_hours: Ramp.shape.everyHours })
    .nullish(),
  halt_threshold: HaltThreshold.optional(),
};

type RolloutInput = z.output<z.ZodObject<typeof rollout>>;

/** What the domain has against it is said of the fields as they were sent. */
function toRollout(input: RolloutInput, context: z.core.$RefinementCtx): Rollout {
  const { basis_points, starts_at, ramp, halt_threshold } = input;
  const parsed = Rollout.safeParse({
    basisPoints: basis_points,
    startsAt: starts_at ? new Date(starts_at) : null,
    ramp: ramp ? { stepBasisPoints: ramp.step_basis_points, everyHours: ramp.every_hours } : null,
    haltThreshold: halt_threshold,
  });
  if (parsed.success) return parsed.data;
  for (const { path, message } of parsed.error.issues)
    context.addIssue({ code: "custom", path, message, input });
  return z.NEVER;
}

const target = { version_id: id<VersionId>(), track: Track };

export const ReleaseInput = z
  .object({ ...target, ...rollout })
  .transform(({ version_id, track, ...rest }, context) => ({
    versionId: version_id,
    track,
    rollout: toRollout(rest, context),
  }));

export const ReleasesInput = z
  .object({ releases: z.array(z.object(target)).min(2).max(mostTogether), ...rollout })
  .transform(({ releases, ...rest }, context) => ({
    releases: releases.map(({ version_id, track }) => ({ versionId: version_id, track })),
    rollout: toRollout(rest, context),
  }));

export const RaiseInput = z
  .object({ basis_points: BasisPoints })
  .transform(({ basis_points }) => ({ basisPoints: basis_points }));

/** Whether publishing also releases to all devices of `stable`. */
export const PublishInput = z.object({ release: z.enum(["stable", "none"]).default("stable") });
export const EndInput = z.object({ reason: EndReason });

/** An app's releases: all of them, or those of one track. */
export const ReleasesQuery = ListQuery.extend({
  track: id<TrackId>().nullable().catch(null).default(null),
});

export const TrackInput = NewTrack;
export const TrackDevicesInput = z
  .object({
    devices: z
      .array(z.object({ name_sha256: NewTrackDevice.shape.nameSha256, label: NewTrackDevice.shape.label }))
      .min(1)
      .max(mostTrackDevices),
  })
  .transform(({ devices }) => ({
    devices: devices.map(({ name_sha256, label }) => ({ nameSha256: name_sha256, label })),
  }));
