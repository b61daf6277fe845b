import { requireAdmin, type UserActor } from "../actor.ts";
import type { AlertName } from "../alert.ts";
import { type DashboardQuery, type DashboardSpan, dashboardSpans, stepsOf } from "../dashboard.ts";
import type { DownloadTimes, UploadTimes } from "../ports/dashboard.ts";
import type { Ports } from "../ports/ports.ts";
import { type QueueStanding, standingOfQueues } from "./measure-store.ts";
import { type BudgetOverview, budgetOf, listRecentDays } from "./read-usage.ts";

/** How the store does, over a time and right now. */
export interface Dashboard {
  at: Date;
  span: DashboardSpan;
  uploads: { whole: UploadTimes; steps: ({ at: Date } & UploadTimes)[] };
  downloads: { whole: DownloadTimes; steps: ({ at: Date } & DownloadTimes)[] };
  queues: QueueStanding[];
  failedJobs: number;
  /** Null before the first look at what is stored, or without a budget. */
  storedBytes: number | null;
  budget: BudgetOverview | null;
  /** Alerts that fire, with what they see. */
  firing: { name: AlertName; since: Date; value: number | null }[];
}

const noUploads: UploadTimes = { ended: 0, failed: 0, p50Ms: null, p95Ms: null };
const noDownloads: DownloadTimes = { requests: 0, failures: 0, bytes: 0, cachedBytes: 0 };

/** One statement for each panel, none of which grows with the age of the store. @throws DomainError `role_required`. */
export async function readDashboard(
  { db, clock }: Ports,
  { actor, query: { span } }: { actor: UserActor; query: DashboardQuery },
): Promise<Dashboard> {
  requireAdmin(actor);
  const at = clock.now();
  const starts = stepsOf(span, at);
  const steps = { from: starts[0] ?? at, stepMs: dashboardSpans[span].stepMs, until: at };
  const [uploads, downloads, counts, standing, usage, settings, days, alerts] = await Promise.all([
    db.queries.readUploadTimes(steps),
    db.queries.readDownloadTimes(steps),
    db.queries.countJobs(),
    db.queries.countStanding(),
    db.queries.findLastDay(),
    db.costSettings.read(),
    listRecentDays(db, at),
    db.queries.listAlerts(),
  ]);
  return {
    at,
    span,
    uploads: { whole: uploads.whole, steps: everyStep(starts, uploads.steps, noUploads) },
    downloads: {
      whole: downloads.reduce(sumOf, noDownloads),
      steps: everyStep(starts, downloads, noDownloads),
    },
    queues: standingOfQueues(counts, at),
    failedJobs: standing.failedJobs,
    storedBytes: usage?.storedBytes ?? null,
    budget: budgetOf(settings, days, at),
    firing: [...alerts].flatMap(([name, { state }]) =>
      state.status === "firing" ? [{ name, since: state.since, value: state.value }] : [],
    ),
  };
}

/** A step in which nothing happened is a step all the same. */
function everyStep<Step>(
  starts: readonly Date[],
  found: readonly ({ at: Date } & Step)[],
  nothing: Step,
): ({ at: Date } & Step)[] {
  const byStart = new Map(found.map((step) => [step.at.getTime(), step]));
  return starts.map((at) => byStart.get(at.getTime()) ?? { ...nothing, at });
}

function sumOf(sum: DownloadTimes, { requests, failures, bytes, cachedBytes }: DownloadTimes): DownloadTimes {
  return {
    requests: sum.requests + requests,
    failures: sum.failures + failures,
    bytes: sum.bytes + bytes,
    cachedBytes: sum.cachedBytes + cachedBytes,
  };
}
