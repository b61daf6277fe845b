import { requireAdmin, system, type UserActor } from "../actor.ts";
import {
  AlertLimits,
  type AlertName,
  type AlertState,
  alertNames,
  alertRules,
  defaultLimits,
  fewestDownloads,
  fewestUploads,
  nextAlertState,
  type Signals,
} from "../alert.ts";
import { storeId } from "../audit.ts";
import { newId } from "../ids.ts";
import { type JobName, jobNames, queueOf } from "../jobs.ts";
import type { ListQuery, Page } from "../listing.ts";
import type { AlertEpisode, AlertRow, SignalCounts } from "../ports/alerts.ts";
import type { Ports } from "../ports/ports.ts";
import type { Stores } from "../ports/stores.ts";
import { announce } from "./announce.ts";
import { budgetOf, listRecentDays } from "./read-usage.ts";

/** Queues in which work may wait for hours without anybody waiting for it. */
const patientQueues: readonly string[] = ["deltas", "inventory", "statistics"];
const urgentJobs: readonly JobName[] = jobNames.filter((name) => !patientQueues.includes(queueOf[name]));

/** Every signal as it is now. For the worker, which looks and shows them to Prometheus. */
export async function readSignals({ db, clock }: Ports): Promise<Signals> {
  const at = clock.now();
  const [counts, settings, days] = await Promise.all([
    db.queries.countSignals(at, urgentJobs),
    db.costSettings.read(),
    listRecentDays(db, at),
  ]);
  const budget = budgetOf(settings, days, at);
  return {
    ...signalsOf(counts, at),
    storage_budget: budget && budget.estimate / budget.budget,
  };
}

/** Seconds since the oldest job was added that should have been done; 0 when none is to be done. */
export async function readQueueAge({ db, clock }: Pick<Ports, "db" | "clock">): Promise<number> {
  const at = clock.now();
  return signalsOf(await db.queries.countSignals(at, urgentJobs), at).queue_age ?? 0;
}

function signalsOf(counts: SignalCounts, at: Date): Omit<Signals, "storage_budget"> {
  const { uploads, downloads } = counts;
  const age = (since: Date | null) => since && Math.max(0, (at.getTime() - since.getTime()) / 1000);
  return {
    upload_failures: uploads.ended < fewestUploads ? null : uploads.failed / uploads.ended,
    download_errors: downloads.requests < fewestDownloads ? null : downloads.failures / downloads.requests,
    queue_age: age(counts.oldestJobAt) ?? 0,
    sweep_age: age(counts.lastSweepAt),
    ledger_drift: counts.openFindings,
  };
}

/**
 * Looks at every signal once, and has admins told of the alerts that begin to fire or have cleared. Of two looks at once
 * the second goes on from what the first has noted.
 */
export async function evaluateAlerts(ports: Ports): Promise<Signals> {
  const { db, clock } = ports;
  const measured = await readSignals(ports);
  await db.transaction(async (stores) => {
    const rows = await stores.alerts.hold();
    const at = clock.now();
    for (const name of alertNames) {
      const row = rows.get(name) ?? untouched(at);
      const limits = row.limits ?? defaultLimits(name);
      const value = measured[alertRules[name].signal];
      const state = nextAlertState(row.state, { value, limits, at });
      await stores.alerts.save(name, { ...row, state });
      await noteChange(stores, { name, limits, before: row.state, after: state, at });
    }
  });
  return measured;
}

function untouched(at: Date): AlertRow {
  return { state: { status: "quiet", since: at, lastAboveAt: null, value: null }, limits: null };
}

async function noteChange(
  stores: Stores,
  change: { name: AlertName; limits: AlertLimits; before: AlertState; after: AlertState; at: Date },
): Promise<void> {
  const { name, limits, before, after, at } = change;
  const begins = before.status !== "firing" && after.status === "firing";
  const clears = before.status === "firing" && after.status !== "firing";
  if (begins && after.value !== null)
    await stores.alerts.openEpisode({
      id: newId<"alert-episode">(at),
      alert: name,
      firedAt: at,
      peak: after.value,
    });
  else if (before.status === "firing")
    await stores.alerts.updateEpisode(name, { value: after.value, clearedAt: clears ? at : null });
  if ((!begins && !clears) || limits.isMuted) return;
  const kind = begins ? "alert.firing" : "alert.cleared";
  await announce(stores, {
    kind,
    actor: system,
    at,
    data: { alert: name, value: after.value, above: limits.above },
  });
}

/** An alert as its page shows it. */
export interface AlertItem {
  name: AlertName;
  state: AlertState | null;
  limits: AlertLimits;
  isDefault: boolean;
}

/** Every alert as it stands, and when alerts fired. @throws DomainError `role_required`. */
export async function listAlerts(
  { db }: Ports,
  { actor, query }: { actor: UserActor; query: ListQuery },
): Promise<{ alerts: AlertItem[]; episodes: Page<AlertEpisode> }> {
  requireAdmin(actor);
  const [rows, episodes] = await Promise.all([db.queries.listAlerts(), db.queries.listAlertEpisodes(query)]);
  const alerts = alertNames.map((name): AlertItem => {
    const row = rows.get(name);
    return {
      name,
      state: row?.state ?? null,
      limits: row?.limits ?? defaultLimits(name),
      isDefault: !row?.limits,
    };
  });
  return { alerts, episodes };
}

/** Sets from when on an alert fires, and whether anybody is told. @throws DomainError `role_required`. */
export async function changeAlertLimits(
  { db, clock }: Ports,
  { actor, name, limits }: { actor: UserActor; name: AlertName; limits: AlertLimits },
): Promise<AlertLimits> {
  requireAdmin(actor);
  const wanted = AlertLimits.parse(limits);
  const at = clock.now();
  await db.transaction(async (stores) => {
    await stores.alerts.saveLimits(name, wanted, actor.userId, at);
    await stores.audit.append({
      actor,
      action: "alert.changed",
      subjectId: storeId,
      at,
      data: {
        alert: name,
        above: wanted.above,
        for_seconds: wanted.forSeconds,
        muted: wanted.isMuted,
      },
    });
  });
  return wanted;
}
