"use client";

import { useEffect, useState } from "react";
import { ApiProblem, api, type ReleasableJson, type TrackJson } from "../http/client.ts";

interface Choices {
  tracks: readonly TrackJson[] | null;
  versions: readonly ReleasableJson[] | null;
  problem: ApiProblem | null;
}

const none: Choices = { tracks: null, versions: null, problem: null };

/** What can be released of an app and where to; null as long as it is being read. Of no app there is nothing. */
export function useChoices(appId: string | null, search = ""): Choices {
  const [choices, setChoices] = useState(none);

  useEffect(() => {
    if (!appId) return setChoices(none);
    let current = true;
    setChoices((before) => ({ ...before, problem: null }));
    // Not for every letter that is typed.
    const timer = setTimeout(
      async () => {
        try {
          const query = new URLSearchParams({ search }).toString();
          const [tracks, versions] = await Promise.all([
            api.get<{ items: TrackJson[] }>(`/api/v1/apps/${appId}/tracks`),
            api.get<{ items: ReleasableJson[] }>(`/api/v1/apps/${appId}/releasable?${query}`),
          ]);
          if (current) setChoices({ tracks: tracks.items, versions: versions.items, problem: null });
        } catch (error) {
          if (current) setChoices({ ...none, problem: ApiProblem.from(error) });
        }
      },
      search === "" ? 0 : 250,
    );
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [appId, search]);

  return choices;
}
