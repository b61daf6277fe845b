import { requireAdmin, type UserActor } from "../actor.ts";
import { DomainError } from "../errors.ts";
import type { SweepRunId, VersionId } from "../ids.ts";
import type { ListQuery, Page, RetainedQuery } from "../listing.ts";
import type { Ports } from "../ports/ports.ts";
import type {
  ForecastApp,
  ForecastItem,
  HoldItem,
  OverrideItem,
  PurgeItem,
  RetainedItem,
  SweepRun,
} from "../ports/retention-queries.ts";
import { type PriceList, priceListOf } from "../prices.ts";
import type { RetentionPolicy } from "../retention.ts";
import { requireOwnVersion } from "./require-own-version.ts";

/** What a policy deletes, and the prices that say what keeping it would cost. */
export interface Forecast {
  items: ForecastItem[];
  prices: PriceList;
}

/**
 * What a policy deletes within so many days from now, as the store stands; without a policy, the one in force.
 * @throws DomainError `role_required`.
 */
export async function forecastRetention(
  { db }: Ports,
  { actor, policy, days }: { actor: UserActor; policy?: RetentionPolicy | undefined; days: number },
): Promise<Forecast> {
  requireAdmin(actor);
  const [items, settings] = await Promise.all([
    db.queries.forecast(policy ?? (await db.retention.policy()).policy, days),
    db.costSettings.read(),
  ]);
  return { items, prices: priceListOf(settings.priceList) };
}

/** The same by app. @throws DomainError `role_required`. */
export async function listForecastApps(
  { db }: Ports,
  {
    actor,
    policy,
    days,
    query,
  }: { actor: UserActor; policy?: RetentionPolicy | undefined; days: number; query: ListQuery },
): Promise<Page<ForecastApp>> {
  requireAdmin(actor);
  return db.queries.listForecastApps(policy ?? (await db.retention.policy()).policy, days, query);
}

/** @throws DomainError `role_required`. */
export async function listRetained(
  { db }: Ports,
  { actor, query }: { actor: UserActor; query: RetainedQuery },
): Promise<Page<RetainedItem>> {
  requireAdmin(actor);
  return db.queries.listRetained(query);
}

/**
 * When the bytes of a developer's own version go; null when they are kept, or gone.
 * @throws DomainError `not_found`.
 */
export async function getRetained(
  { db }: Ports,
  { actor, versionId }: { actor: UserActor; versionId: VersionId },
): Promise<RetainedItem | null> {
  await requireOwnVersion(db, actor, versionId, "app.read");
  return db.queries.findRetained(versionId);
}

/** @throws DomainError `role_required`. */
export async function listSweepRuns(
  { db }: Ports,
  { actor, query }: { actor: UserActor; query: ListQuery },
): Promise<Page<SweepRun>> {
  requireAdmin(actor);
  return db.queries.listSweepRuns(query);
}

/** @throws DomainError `role_required`, `not_found`. */
export async function getSweepRun(
  { db }: Ports,
  { actor, runId, query }: { actor: UserActor; runId: SweepRunId; query: ListQuery },
): Promise<{ run: SweepRun; purges: Page<PurgeItem> }> {
  requireAdmin(actor);
  const found = await db.queries.findSweepRun(runId, query);
  if (!found) throw new DomainError("not_found");
  return found;
}

/** @throws DomainError `role_required`. */
export async function listHolds(
  { db }: Ports,
  { actor, query }: { actor: UserActor; query: ListQuery },
): Promise<Page<HoldItem>> {
  requireAdmin(actor);
  return db.queries.listHolds(query);
}

/** @throws DomainError `role_required`. */
export async function listOverrides(
  { db }: Ports,
  { actor, query }: { actor: UserActor; query: ListQuery },
): Promise<Page<OverrideItem>> {
  requireAdmin(actor);
  return db.queries.listOverrides(query);
}
