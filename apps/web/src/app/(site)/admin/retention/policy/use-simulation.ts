"use client";

import { useDebouncedValue } from "@mantine/hooks";
import { useEffect, useState } from "react";
import { ApiProblem, api } from "@/http/client.ts";
import type { ForecastAppJson, ForecastJson, PolicyJson } from "@/http/present-retention.ts";

/** What a policy would do beside today's, and to which apps. */
export interface SimulationResult {
  days: number;
  today: ForecastJson;
  changed: ForecastJson;
  apps: { items: ForecastAppJson[]; total: number; page: number; page_count: number };
}

export interface SimulationState {
  days: number;
  setDays: (days: number) => void;
  page: number;
  setPage: (page: number) => void;
  result: SimulationResult | null;
  problem: ApiProblem | null;
  isStale: boolean;
}

/** Asks the portal what a policy would do, a little after it was last changed; the latest answer counts. */
export function useSimulation(policy: PolicyJson): SimulationState {
  const [days, setDays] = useState(30);
  const [page, setPage] = useState(1);
  const [settled] = useDebouncedValue(JSON.stringify(policy), 350);
  const [answer, setAnswer] = useState<{ key: string; result: SimulationResult | null } | null>(null);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const key = `${settled} ${days} ${page}`;

  useEffect(() => {
    let isCurrent = true;
    const body = { days, policy: JSON.parse(settled) as PolicyJson };
    api.post<SimulationResult>(`/api/v1/admin/retention/forecast?page=${page}`, body).then(
      (result) => {
        if (!isCurrent) return;
        setAnswer({ key, result });
        setProblem(null);
      },
      (error: unknown) => isCurrent && setProblem(ApiProblem.from(error)),
    );
    return () => {
      isCurrent = false;
    };
  }, [key, settled, days, page]);

  return {
    days,
    setDays: (days) => {
      setDays(days);
      setPage(1);
    },
    page,
    setPage,
    result: answer?.result ?? null,
    problem,
    isStale: answer?.key !== key,
  };
}
