import { type DeveloperId, FileChangesQuery, ReviewPolicy, ReviewRule, ReviewText } from "@mosis/domain";
import { z } from "zod";
import { id } from "./inputs.ts";

/** A claim; with a word it is taken over from whoever has it. */
export const ClaimInput = z.object({ word: ReviewText.nullable().default(null) });

export const AnswerInput = z.object({ text: ReviewText });

/** What somebody thinks of a version that was approved without a person. */
export const LookInput = z.object({ text: ReviewText });

const FilePath = z
  .string()
  .min(1)
  .max(512)
  .regex(/^[^\0]*$/);
export const FileQuery = z.object({ path: FilePath });
export const PictureQuery = FileQuery.extend({ of: z.enum(["before", "after"]).default("after") });
/** `FileChangesQuery` as it stands. */
export const FilesQuery = FileChangesQuery;

export const AccountParams = z.object({ developerId: id<DeveloperId>() });
export const TrustInput = z.object({ trusted: z.boolean() });

const rule = ReviewRule.shape;
const trust = ReviewPolicy.shape.trust.shape;

/** `ReviewPolicy` as the API spells it. */
export const ReviewPolicyInput = z
  .object({
    approvals: ReviewPolicy.shape.approvals,
    trust: z.object({ by_admin: trust.byAdmin, published: trust.published, days: trust.days }),
    rules: z
      .array(
        z.object({
          name: rule.name,
          on: rule.isOn,
          no_new_permission: rule.noNewPermission,
          no_new_finding: rule.noNewFinding,
          not_first: rule.notFirst,
          trusted: rule.trusted,
          most_size_change_percent: rule.mostSizeChange,
        }),
      )
      .max(5, "At most five rules."),
    sample_share: ReviewPolicy.shape.sampleShare,
    look_share: ReviewPolicy.shape.lookShare,
  })
  .transform(
    (given): ReviewPolicy => ({
      approvals: given.approvals,
      trust: {
        byAdmin: given.trust.by_admin,
        published: given.trust.published,
        days: given.trust.days,
      },
      rules: given.rules.map((one) => ({
        name: one.name,
        isOn: one.on,
        noNewPermission: one.no_new_permission,
        noNewFinding: one.no_new_finding,
        notFirst: one.not_first,
        trusted: one.trusted,
        mostSizeChange: one.most_size_change_percent,
      })),
      sampleShare: given.sample_share,
      lookShare: given.look_share,
    }),
  );
