"use client";

import { Text } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import type { TrackJson } from "../http/client.ts";
import { useLive } from "../upload/use-live.ts";
import { signatureOf } from "./release-words.ts";

const never = () => false;

/** Reads the page anew whenever something changes on the app's tracks. `shown` is the signature of what is shown. */
export function FollowReleases({ appId, shown }: { appId: string; shown: string }) {
  const router = useRouter();
  const { resource, connected } = useLive<{ items: TrackJson[] } | null>({
    url: `/api/v1/apps/${appId}/releases/events`,
    initial: null,
    isFinal: never,
  });
  const latest = resource && signatureOf(resource);
  const asked = useRef<string | null>(null);

  useEffect(() => {
    // Once for each change: the page may be read later than the change after it.
    if (latest === null || latest === shown || latest === asked.current) return;
    asked.current = latest;
    router.refresh();
  }, [latest, shown, router]);

  return connected ? null : (
    <Text size="sm" c="dimmed" role="status">
      Not connected: what you see may be old. Connecting again…
    </Text>
  );
}
