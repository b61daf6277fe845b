"use client";

import { useDebouncedValue } from "@mantine/hooks";
import { useEffect, useState } from "react";
import { ApiProblem, api } from "@/http/client.ts";
import type { PolicyPreviewJson, ReviewRulesJson } from "@/http/present-reviews.ts";

/** Asks what a policy would have made of the last submissions, a little after it was last changed. */
export function usePreview(policy: ReviewRulesJson): {
  preview: PolicyPreviewJson | null;
  problem: ApiProblem | null;
  isStale: boolean;
} {
  const [settled] = useDebouncedValue(JSON.stringify(policy), 350);
  const [answer, setAnswer] = useState<{ of: string; preview: PolicyPreviewJson } | null>(null);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  useEffect(() => {
    let isCurrent = true;
    api.post<PolicyPreviewJson>("/api/v1/admin/review-policy/preview", JSON.parse(settled)).then(
      (preview) => {
        if (!isCurrent) return;
        setAnswer({ of: settled, preview });
        setProblem(null);
      },
      (error: unknown) => isCurrent && setProblem(ApiProblem.from(error)),
    );
    return () => {
      isCurrent = false;
    };
  }, [settled]);
  return { preview: answer?.preview ?? null, problem, isStale: answer?.of !== JSON.stringify(policy) };
}
