"use client";

import { Text } from "@mantine/core";
import { useLive } from "@/live/use-live.ts";
import { useRefreshOnChange } from "@/live/use-refresh-on-change.ts";
import type { TrackJson } from "../http/client.ts";
import { signatureOf } from "./release-words.ts";

const never = () => false;

/** Reads the page anew whenever something changes on the app's tracks. `shown` is the signature of what is shown. */
export function FollowReleases({ appId, shown }: { appId: string; shown: string }) {
  const { resource, connected } = useLive<{ items: TrackJson[] } | null>({
    url: `/api/v1/apps/${appId}/releases/events`,
    initial: null,
    isFinal: never,
  });
  const latest = resource && signatureOf(resource);
  useRefreshOnChange(latest, shown);

  return connected ? null : (
    <Text size="sm" c="dimmed" role="status">
      Not connected: what you see may be old. Connecting again…
    </Text>
  );
}
