import { z } from "zod";

/** What alerts look at: one number each, that the worker measures and shows Prometheus as `mosis_signal`. */
export const signals = {
  upload_failures: {
    words: "Uploads that failed, of those that ended in the last hour",
    unit: "share",
  },
  download_errors: {
    words: "Downloads that failed, of those of this hour and the last",
    unit: "share",
  },
  storage_budget: { words: "What the month is estimated to cost, of its budget", unit: "share" },
  queue_age: { words: "Age of the oldest job that should have been done", unit: "seconds" },
  sweep_age: { words: "Time since the sweep last finished", unit: "seconds" },
  ledger_drift: {
    words: "Objects in which bucket and ledger differ, by the last comparison",
    unit: "count",
  },
} as const satisfies Record<string, { words: string; unit: "share" | "seconds" | "count" }>;
export type Signal = keyof typeof signals;
export const signalNames = Object.keys(signals) as readonly Signal[];

/** Null where there is too little to say anything: it is above nothing. */
export type Signals = Record<Signal, number | null>;

/** Fewer of these in their time say nothing about a share. */
export const fewestUploads = 5;
export const fewestDownloads = 100;

interface Rule {
  title: string;
  signal: Signal;
  severity: "warning" | "critical";
  /** It fires while the signal is greater than this, */
  above: number;
  /** and has been for so long. */
  forSeconds: number;
}

/** The alerts there are, as they are shipped; admins may set other limits. Prometheus' rules are made of the same. */
export const alertRules = {
  upload_failures: {
    title: "Uploads fail",
    signal: "upload_failures",
    severity: "critical",
    above: 0.05,
    forSeconds: 300,
  },
  download_errors: {
    title: "Downloads fail",
    signal: "download_errors",
    severity: "critical",
    above: 0.01,
    forSeconds: 300,
  },
  storage_budget: {
    title: "Storage comes near its budget",
    signal: "storage_budget",
    severity: "warning",
    above: 0.8,
    forSeconds: 0,
  },
  queue_age: {
    title: "Jobs wait too long",
    signal: "queue_age",
    severity: "critical",
    above: 600,
    forSeconds: 120,
  },
  sweep_overdue: {
    title: "The sweep is overdue",
    signal: "sweep_age",
    severity: "warning",
    above: 2 * 60 * 60,
    forSeconds: 0,
  },
  ledger_drift: {
    title: "Bucket and ledger differ",
    signal: "ledger_drift",
    severity: "warning",
    above: 0,
    forSeconds: 0,
  },
} as const satisfies Record<string, Rule>;
export type AlertName = keyof typeof alertRules;
export const alertNames = Object.keys(alertRules) as [AlertName, ...AlertName[]];

/** What admins may set about an alert. */
export const AlertLimits = z.object({
  above: z.number("Give a number.").min(0, "Give a number from 0 up.").max(1e9, "That is too much."),
  forSeconds: z.int("Give whole seconds.").min(0, "Give 0 or more seconds.").max(86_400, "A day at most."),
  /** It is looked at and shown, and nobody is told. */
  isMuted: z.boolean(),
});
export type AlertLimits = z.infer<typeof AlertLimits>;

export function defaultLimits(name: AlertName): AlertLimits {
  const { above, forSeconds } = alertRules[name];
  return { above, forSeconds, isMuted: false };
}

/** How an alert stands: what it saw, and since when it stands so. */
export interface AlertState {
  status: "quiet" | "pending" | "firing";
  since: Date;
  /** When the signal was last above the limit; null as long as it never was. */
  lastAboveAt: Date | null;
  value: number | null;
}

/** A signal that comes and goes does not make an alert come and go: it has to be calm for so long first. */
export const calmSeconds = 300;

/**
 * How an alert stands after another look at its signal: pending from the first look above the limit, firing when that
 * has lasted long enough, quiet again when it has been calm for `calmSeconds`.
 */
export function nextAlertState(
  before: AlertState,
  { value, limits, at }: { value: number | null; limits: AlertLimits; at: Date },
): AlertState {
  const isAbove = value !== null && value > limits.above;
  const lastAboveAt = isAbove ? at : before.lastAboveAt;
  const stays = { ...before, value, lastAboveAt };
  const becomes = (status: AlertState["status"]): AlertState => ({ status, since: at, value, lastAboveAt });
  switch (before.status) {
    case "quiet":
      if (!isAbove) return stays;
      return becomes(limits.forSeconds === 0 ? "firing" : "pending");
    case "pending":
      if (!isAbove) return becomes("quiet");
      return secondsBetween(before.since, at) >= limits.forSeconds ? becomes("firing") : stays;
    case "firing": {
      const isCalm = !isAbove && lastAboveAt !== null && secondsBetween(lastAboveAt, at) >= calmSeconds;
      return isCalm ? becomes("quiet") : stays;
    }
  }
}

function secondsBetween(from: Date, to: Date): number {
  return (to.getTime() - from.getTime()) / 1000;
}

/** A signal's number as people read it. */
export function formatSignal(signal: Signal, value: number | null): string {
  if (value === null) return "too little to say";
  const { unit } = signals[signal];
  if (unit === "share") return `${(value * 100).toLocaleString("en", { maximumFractionDigits: 1 })} %`;
  if (unit === "count") return value.toLocaleString("en");
  if (value < 120) return `${Math.round(value)} s`;
  if (value < 2 * 3600) return `${Math.round(value / 60)} min`;
  return `${(value / 3600).toLocaleString("en", { maximumFractionDigits: 1 })} h`;
}
