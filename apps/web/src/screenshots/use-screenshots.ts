"use client";

import { useCallback, useEffect, useState } from "react";
import type { ScreenshotJson, ScreenshotsJson } from "../http/client.ts";

const isRendering = ({ status }: ScreenshotJson) => status === "rendering";

/**
 * An app's screenshots, followed while one of them is being rendered. `follow` begins anew, for when there is one
 * more: what an older stream still says of the time before is not heard.
 */
export function useScreenshots(appId: string, initial: readonly ScreenshotJson[]) {
  const [screenshots, setScreenshots] = useState(initial);
  const [followed, setFollowed] = useState(initial.some(isRendering) ? 1 : 0);
  useEffect(() => {
    if (followed === 0) return;
    const source = new EventSource(`/api/v1/apps/${appId}/screenshots/events`);
    source.onmessage = ({ data }: MessageEvent<string>) => {
      const { items } = JSON.parse(data) as ScreenshotsJson;
      setScreenshots(items);
      if (!items.some(isRendering)) source.close();
    };
    return () => source.close();
  }, [appId, followed]);
  const follow = useCallback(() => setFollowed((count) => count + 1), []);
  return { screenshots, setScreenshots, follow };
}
