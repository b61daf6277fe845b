import { isDomainError, type ReviewSheet, type UserActor, type VersionId } from "@mosis/domain";
import { notFound } from "next/navigation";
import { cache } from "react";
import { z } from "zod";
import { requireReviewerActor } from "@/auth/session.ts";
import { container } from "@/container.ts";

/** The version of the address as reviewers look at it, read once per request; a page that does not exist for others. */
export const loadReview = cache(async (id: string): Promise<{ actor: UserActor; sheet: ReviewSheet }> => {
  const actor = await requireReviewerActor();
  const versionId = z.uuid().safeParse(id);
  if (!versionId.success) notFound();
  try {
    const sheet = await container().app.readReview({ actor, versionId: versionId.data as VersionId });
    return { actor, sheet };
  } catch (error) {
    if (isDomainError(error, "not_found")) notFound();
    throw error;
  }
});
