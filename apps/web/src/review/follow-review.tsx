"use client";

import { useLive } from "@/live/use-live.ts";
import { useRefreshOnChange } from "@/live/use-refresh-on-change.ts";

const never = () => false;

/** Reads the page anew whenever something about the review changes. `shown` is the revision of what is shown. */
export function FollowReview({ versionId, shown }: { versionId: string; shown: string }) {
  const { resource } = useLive<{ revision: string } | null>({
    url: `/api/v1/versions/${versionId}/review/events`,
    initial: null,
    isFinal: never,
  });
  const latest = resource?.revision ?? null;
  useRefreshOnChange(latest, shown);
  return null;
}
