import { z } from "zod";
import type { UserActor } from "../actor.ts";
import { DomainError } from "../errors.ts";
import type { VersionId } from "../ids.ts";
import { requirePermission } from "../permission.ts";
import type { Ports } from "../ports/ports.ts";
import type { Version } from "../version.ts";
import { changeVersion } from "./change-version.ts";

/** A decision. Whoever is turned down is told why. */
export const Decision = z.discriminatedUnion("verdict", [
  z.object({ verdict: z.literal("approved"), reason: z.string().trim().max(2000).default("") }),
  z.object({
    verdict: z.literal("rejected"),
    reason: z.string().trim().min(1, "Say why, so that the developer can mend it.").max(2000),
  }),
]);
export type Decision = z.infer<typeof Decision>;

/**
 * Decides on a version in review.
 * @throws DomainError `role_required`, `not_found`, `own_app_review`, `version_state_conflict`.
 */
export async function reviewVersion(
  { db, clock }: Ports,
  { actor, versionId, decision }: { actor: UserActor; versionId: VersionId; decision: Decision },
): Promise<Version> {
  requirePermission(actor, "review.decide");
  const now = clock.now();
  return db.transaction(async (stores) => {
    const version = await stores.versions.find(actor, versionId);
    if (!version) throw new DomainError("not_found");
    if (version.developerId === actor.developerId) throw new DomainError("own_app_review");
    return changeVersion(stores, {
      actor,
      version,
      to: decision.verdict,
      action: `version.${decision.verdict}`,
      at: now,
      set: { decidedAt: now, decidedBy: actor.userId, decisionReason: decision.reason || null },
      data: { reason: decision.reason },
    });
  });
}
