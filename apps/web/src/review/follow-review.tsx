"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { useLive } from "../upload/use-live.ts";

const never = () => false;

/** Reads the page anew whenever something about the review changes. `shown` is the revision of what is shown. */
export function FollowReview({ versionId, shown }: { versionId: string; shown: string }) {
  const router = useRouter();
  const { resource } = useLive<{ revision: string } | null>({
    url: `/api/v1/versions/${versionId}/review/events`,
    initial: null,
    isFinal: never,
  });
  const latest = resource?.revision ?? null;
  const asked = useRef<string | null>(null);
  useEffect(() => {
    if (latest === null || latest === shown || latest === asked.current) return;
    asked.current = latest;
    router.refresh();
  }, [latest, shown, router]);
  return null;
}
