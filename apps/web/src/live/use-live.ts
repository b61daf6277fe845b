"use client";

import { useEffect, useState } from "react";

/**
 * Follows a resource by its server-sent events until `isFinal` holds. The browser reconnects by itself; every
 * event carries the whole resource, so nothing is missed in between.
 */
export function useLive<Resource>(options: {
  /** Address of the event stream; null follows nothing. */
  url: string | null;
  initial: Resource;
  isFinal: (resource: Resource) => boolean;
}): { resource: Resource; connected: boolean } {
  const { url, initial, isFinal } = options;
  const [resource, setResource] = useState(initial);
  const [connected, setConnected] = useState(true);

  useEffect(() => {
    if (!url) return;
    const source = new EventSource(url);
    source.onopen = () => setConnected(true);
    source.onerror = () => setConnected(false);
    source.onmessage = (event: MessageEvent<string>) => {
      const next = JSON.parse(event.data) as Resource;
      setConnected(true);
      setResource(next);
      if (isFinal(next)) source.close();
    };
    // The browser would ask again, and be refused again.
    source.addEventListener("over", () => source.close());
    return () => source.close();
  }, [url, isFinal]);

  return { resource, connected };
}
