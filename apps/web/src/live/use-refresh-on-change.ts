"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";

/** Reads the page anew when `latest` is no longer what is `shown`; null is nothing that is known yet. */
export function useRefreshOnChange(latest: string | null, shown: string): void {
  const router = useRouter();
  const asked = useRef<string | null>(null);
  useEffect(() => {
    // Once for each change: the page may be read later than the change after it.
    if (latest === null || latest === shown || latest === asked.current) return;
    asked.current = latest;
    router.refresh();
  }, [latest, shown, router]);
}
