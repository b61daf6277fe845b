"use client";

import { useEffect, useState } from "react";
import { ApiProblem, api, type ReleasableJson, type TrackJson } from "../http/client.ts";

interface Read<Answer> {
  /** Null as long as it is being read, and of nothing. */
  answer: Answer | null;
  problem: ApiProblem | null;
}

/** What an address answers, read again when it changes; until then what was read last. */
function useRead<Answer>(path: string | null, delayMs = 0): Read<Answer> {
  const [read, setRead] = useState<Read<Answer>>({ answer: null, problem: null });

  useEffect(() => {
    if (!path) return setRead({ answer: null, problem: null });
    let current = true;
    const timer = setTimeout(async () => {
      try {
        const answer = await api.get<Answer>(path);
        if (current) setRead({ answer, problem: null });
      } catch (error) {
        if (current) setRead({ answer: null, problem: ApiProblem.from(error) });
      }
    }, delayMs);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [path, delayMs]);

  return read;
}

/** An app's tracks with what is on them. Of no app there are none. */
export function useTracks(appId: string | null): {
  tracks: readonly TrackJson[] | null;
  problem: ApiProblem | null;
} {
  const { answer, problem } = useRead<{ items: TrackJson[] }>(appId && `/api/v1/apps/${appId}/tracks`);
  return { tracks: answer?.items ?? null, problem };
}

/** What can be released of one's own app, and where to. */
export function useChoices(appId: string | null, search = "") {
  const { tracks, problem } = useTracks(appId);
  const query = new URLSearchParams({ search }).toString();
  // Not for every letter that is typed.
  const releasable = useRead<{ items: ReleasableJson[] }>(
    appId && `/api/v1/apps/${appId}/releasable?${query}`,
    search === "" ? 0 : 250,
  );
  return { tracks, versions: releasable.answer?.items ?? null, problem: problem ?? releasable.problem };
}
