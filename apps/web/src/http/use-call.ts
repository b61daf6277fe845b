"use client";

import { useState } from "react";
import { ApiProblem } from "./client.ts";

/** A call that a button starts: whether it is under way, and why the last one did not work. */
export function useCall() {
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<ApiProblem | null>(null);

  async function run(call: () => Promise<void>): Promise<void> {
    setSending(true);
    setProblem(null);
    try {
      await call();
    } catch (error) {
      setProblem(ApiProblem.from(error));
    } finally {
      setSending(false);
    }
  }

  return { sending, problem, run, forget: () => setProblem(null) };
}
