import {
  type LegalHoldId,
  RetentionOverride,
  RetentionPolicy,
  RetentionRule,
  retentionClasses,
  type SweepRunId,
  type VersionId,
} from "@mosis/domain";
import { z } from "zod";
import { AppParams } from "./inputs.ts";

const id = <Id>() => z.uuid().transform((text) => text as Id);

export const HoldParams = z.object({ holdId: id<LegalHoldId>() });
export const RunParams = z.object({ runId: id<SweepRunId>() });
export const OverrideParams = AppParams.extend({ class: z.enum(retentionClasses) });

/** A rule as the API spells it; what is wrong with it is told in the same spelling. */
const RuleInput = z
  .object({ keep_hours: RetentionRule.shape.keepHours, grace_hours: RetentionRule.shape.graceHours })
  .refine(({ keep_hours, grace_hours }) => keep_hours === null || grace_hours <= keep_hours, {
    path: ["grace_hours"],
    error: "The grace period is part of the time: it cannot be longer.",
  })
  .transform(({ keep_hours, grace_hours }) => ({ keepHours: keep_hours, graceHours: grace_hours }));

/** `RetentionPolicy` as the API spells it. */
export const PolicyInput = z
  .object({
    rules: z.record(z.enum(retentionClasses), RuleInput),
    upload_hours: RetentionPolicy.shape.uploadHours,
    breaker_share: RetentionPolicy.shape.breakerShare,
    breaker_versions: RetentionPolicy.shape.breakerVersions,
  })
  .transform(
    ({ rules, upload_hours, breaker_share, breaker_versions }): RetentionPolicy => ({
      rules,
      uploadHours: upload_hours,
      breakerShare: breaker_share,
      breakerVersions: breaker_versions,
    }),
  );

export const ForecastInput = z.object({ days: z.int().min(1).max(400), policy: PolicyInput });

export const OverrideInput = z
  .object({ keep_hours: RetentionOverride.shape.keepHours, reason: RetentionOverride.shape.reason })
  .transform(({ keep_hours, reason }) => ({ keepHours: keep_hours, reason }));

/** A hold on a version, or on an app by its id or package id. */
export const HoldInput = z
  .object({
    app: AppParams.shape.appId,
    version_id: id<VersionId>().nullable().default(null),
    reason: RetentionOverride.shape.reason,
  })
  .transform(({ app, version_id, reason }) => ({ appId: app, versionId: version_id, reason }));
