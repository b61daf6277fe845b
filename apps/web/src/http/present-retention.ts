import {
  type Forecast,
  type ForecastApp,
  type HoldItem,
  monthlyStorageCost,
  type PurgeItem,
  type RetainedItem,
  type RetentionPolicy,
  type RetentionPolicyInForce,
  type SweepRun,
  type VersionHead,
} from "@mosis/domain";

// The API's JSON about keeping and deleting, as in present.ts.

type App = ForecastApp["app"];
const presentAppHead = ({ id, packageId, name }: App) => ({ id, package_id: packageId, name });

const presentVersionHead = (version: VersionHead) => ({
  id: version.id,
  version: version.versionName,
  version_code: version.versionCode,
  file_name: version.fileName,
  size: version.size,
  status: version.status,
});

export function presentPolicyRules({ rules, uploadHours, breakerShare, breakerVersions }: RetentionPolicy) {
  const spelled = Object.entries(rules).map(([of, { keepHours, graceHours }]) => [
    of,
    { keep_hours: keepHours, grace_hours: graceHours },
  ]);
  return {
    rules: Object.fromEntries(spelled) as Record<
      keyof typeof rules,
      { keep_hours: number | null; grace_hours: number }
    >,
    upload_hours: uploadHours,
    breaker_share: breakerShare,
    breaker_versions: breakerVersions,
  };
}

export type PolicyJson = ReturnType<typeof presentPolicyRules>;

export function presentPolicy({ policy, changedBy, changedAt }: RetentionPolicyInForce) {
  return {
    ...presentPolicyRules(policy),
    changed_by: changedBy,
    changed_at: changedAt?.toISOString() ?? null,
  };
}

export function presentForecast({ items, prices }: Forecast) {
  const bytes = items.reduce((sum, item) => sum + item.bytes, 0);
  return {
    versions: items.reduce((sum, item) => sum + item.versions, 0),
    bytes,
    micro_dollars_a_month: monthlyStorageCost(bytes, prices),
    items: items.map((item) => ({
      day: item.day.toISOString().slice(0, 10),
      class: item.class,
      versions: item.versions,
      bytes: item.bytes,
    })),
  };
}
export type ForecastJson = ReturnType<typeof presentForecast>;

export function presentForecastApp({ app, versions, bytes, first }: ForecastApp) {
  return { app: presentAppHead(app), versions, bytes, first: first.toISOString() };
}
export type ForecastAppJson = ReturnType<typeof presentForecastApp>;

export function presentRetained(item: RetainedItem) {
  return {
    version: presentVersionHead(item.version),
    app: presentAppHead(item.app),
    class: item.class,
    due_at: item.dueAt?.toISOString() ?? null,
    announced_at: item.announcedAt?.toISOString() ?? null,
    held: item.isHeld,
  };
}

export function presentPurge(item: PurgeItem) {
  return {
    version: presentVersionHead(item.version),
    app: presentAppHead(item.app),
    class: item.class,
    due_at: item.dueAt.toISOString(),
    purged_at: item.purgedAt.toISOString(),
  };
}

export function presentRun(run: SweepRun) {
  return {
    id: run.id,
    outcome: run.outcome,
    started_at: run.startedAt.toISOString(),
    finished_at: run.finishedAt?.toISOString() ?? null,
    announced: run.announced,
    retracted: run.retracted,
    purged: run.purged,
    purged_bytes: run.purgedBytes,
    due_versions: run.due.versions,
    due_bytes: run.due.bytes,
    waits_for_approval: run.isWaiting,
    approved_by: run.approvedBy,
    approved_at: run.approvedAt?.toISOString() ?? null,
  };
}

export function presentHold(hold: HoldItem) {
  return {
    id: hold.id,
    app: presentAppHead(hold.app),
    version: hold.version && presentVersionHead(hold.version),
    reason: hold.reason,
    placed_by: hold.placedBy,
    placed_at: hold.placedAt.toISOString(),
  };
}
