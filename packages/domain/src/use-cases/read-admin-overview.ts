import { requireAdmin, type UserActor } from "../actor.ts";
import { type Estimate, estimateMonth } from "../cost.ts";
import { ListQuery } from "../listing.ts";
import { runningMonth } from "../month-usage.ts";
import type { InventoryRunItem } from "../ports/inventory-queries.ts";
import type { Ports } from "../ports/ports.ts";
import type { SweepRun } from "../ports/retention-queries.ts";
import { priceListOf } from "../prices.ts";
import type { ReviewPolicy } from "../review-policy.ts";
import type { StoreSettings } from "../store-settings.ts";
import type { UsageDay } from "../usage.ts";
import { type BudgetOverview, budgetOf, listRecentDays } from "./read-usage.ts";

/** How the store stands, each part in what an administrator would act on. */
export interface AdminOverview {
  /** Versions that wait for a decision. */
  inReview: number;
  jobs: { failed: number; waiting: number };
  /** The last look at what is stored; null as long as there was none. */
  usage: UsageDay | null;
  /** Of the running month, micro-dollars. */
  estimate: Estimate;
  budget: BudgetOverview | null;
  /** `announced` versions go within their grace period. */
  retention: { latest: SweepRun | null; announced: number };
  inventory: { latest: InventoryRunItem | null; quarantined: number };
  /** Alerts that fire. */
  firing: number;
  /** Everybody who has signed in. */
  people: number;
  settings: StoreSettings;
  reviewPolicy: ReviewPolicy;
}

/** @throws DomainError `role_required`. */
export async function readAdminOverview(
  { db, clock }: Ports,
  { actor }: { actor: UserActor },
): Promise<AdminOverview> {
  requireAdmin(actor);
  const now = clock.now();
  const first = ListQuery.parse({});
  const [standing, counts, usage, settings, days, sweeps, inventories, quarantine, alerts, store, policy] =
    await Promise.all([
      db.queries.countStanding(),
      db.queries.countJobs(),
      db.queries.findLastDay(),
      db.costSettings.read(),
      listRecentDays(db, now),
      db.queries.listSweepRuns(first),
      db.queries.listInventoryRuns(first),
      db.queries.measureQuarantine(),
      db.queries.listAlerts(),
      db.storeSettings.read(),
      db.reviews.policy(),
    ]);
  const { freeAllowance } = settings;
  return {
    inReview: standing.inReview,
    jobs: {
      failed: standing.failedJobs,
      waiting: counts.reduce((sum, { waiting, handedOver }) => sum + waiting + handedOver, 0),
    },
    usage,
    estimate: estimateMonth(runningMonth(days, now).projected, priceListOf(settings.priceList), {
      freeAllowance,
    }),
    budget: budgetOf(settings, days, now),
    retention: { latest: sweeps.items[0] ?? null, announced: standing.announced },
    inventory: { latest: inventories.items[0] ?? null, quarantined: quarantine.objects },
    firing: [...alerts.values()].filter(({ state }) => state.status === "firing").length,
    people: standing.people,
    settings: store,
    reviewPolicy: policy.policy,
  };
}
