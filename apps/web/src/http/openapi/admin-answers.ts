import {
  accountRoles,
  costLineNames,
  failureClasses,
  findingKinds,
  findingOutcomes,
  inventoryPhases,
  inventoryStatuses,
  objectKinds,
  platformRoles,
  repairs,
  retentionClasses,
  storedStates,
  versionStatuses,
} from "@mosis/domain";
import { z } from "zod";
import { at, bytes, count, id, pageOf } from "./pieces.ts";

// What the API answers to admins.

const name = z.string();
const head = z.object({ id, package_id: z.string(), name });
const money = z.int().describe("Micro-dollars.");
const retained = z.enum(retentionClasses);

export const FailedJob = z.object({
  id,
  name,
  class: z.enum(failureClasses),
  code: z.string(),
  message: z.string(),
  incident_id: z.string(),
  attempts: count,
  failed_at: at,
  created_at: at,
  app: head.nullable(),
  version: z.object({ id, file_name: z.string() }).nullable(),
  object_key: z.string().nullable(),
});
export const FailedJobs = pageOf(FailedJob).extend({
  counts: z.array(z.object({ name, waiting: count, handed_over: count, oldest: at })),
});
export const People = pageOf(
  z.object({
    id,
    name,
    email: z.string().nullable(),
    role: z.enum(platformRoles),
    created_at: at,
    last_seen_at: at.nullable(),
    identities: z.array(z.string()),
    accounts: z.array(z.object({ id, name, role: z.enum(accountRoles) })),
    account_count: count,
  }),
);
export const StoreSettings = z.object({ required_screenshots: count });

const policy = {
  rules: z.record(retained, z.object({ keep_hours: z.number().nullable(), grace_hours: z.number() })),
  upload_hours: z.number(),
  breaker_share: z.number(),
  breaker_versions: z.number(),
};
export const RetentionPolicy = z.object({
  ...policy,
  changed_by: name.nullable(),
  changed_at: at.nullable(),
});
const forecast = z.object({
  versions: count,
  bytes,
  micro_dollars_a_month: money,
  items: z.array(z.object({ day: z.iso.date(), class: retained, versions: count, bytes })),
});
export const Forecast = forecast;
export const ForecastApp = z.object({ app: head, versions: count, bytes, first: at });
export const Forecasts = z.object({
  days: count,
  today: forecast,
  changed: forecast,
  apps: pageOf(ForecastApp),
});
const version = z.object({
  id,
  version: z.string().nullable(),
  version_code: z.int().nullable(),
  file_name: z.string(),
  size: bytes,
  status: z.enum(versionStatuses),
});
export const Retained = z.object({
  version,
  app: head,
  class: retained.nullable(),
  due_at: at.nullable(),
  announced_at: at.nullable(),
  held: z.boolean(),
});
export const Purge = z.object({ version, app: head, class: retained, due_at: at, purged_at: at });
export const SweepRun = z.object({
  id,
  outcome: z.string(),
  started_at: at,
  finished_at: at.nullable(),
  announced: count,
  retracted: count,
  purged: count,
  purged_bytes: bytes,
  due_versions: count,
  due_bytes: bytes,
  waits_for_approval: z.boolean(),
  approved_by: name.nullable(),
  approved_at: at.nullable(),
});
export const SweepRunWithDeleted = SweepRun.extend({ deleted: pageOf(Purge) });
export const Hold = z.object({
  id,
  app: head,
  version: version.nullable(),
  reason: z.string(),
  placed_by: name.nullable(),
  placed_at: at,
});
export const PlacedHold = z.object({ id });

export const InventoryRun = z.object({
  id,
  status: z.enum(inventoryStatuses),
  phase: z.enum(inventoryPhases),
  started_by: id.nullable(),
  started_at: at,
  finished_at: at.nullable(),
  objects: count,
  bytes,
  rows: count,
  young: count,
  hashed: count,
  hashed_bytes: bytes,
  listed_uploads: count.nullable().describe("Null where storage cannot list uploads in parts."),
  findings: count,
  approved_kinds: z.array(z.enum(findingKinds)),
  approved_at: at.nullable(),
  repaired_at: at.nullable(),
});
export const InventoryRuns = pageOf(InventoryRun).extend({ quarantine: z.object({ objects: count, bytes }) });
export const FindingCount = z.object({
  kind: z.enum(findingKinds),
  object_kind: z.enum(objectKinds).nullable(),
  outcome: z.enum(findingOutcomes),
  count,
  bytes,
});
export const InventoryRunWithCounts = InventoryRun.extend({ counts: z.array(FindingCount) });
const side = z.object({
  size: bytes.nullable(),
  etag: z.string().nullable(),
  sha256: z.string().nullable(),
});
export const InventoryFinding = z.object({
  kind: z.enum(findingKinds),
  severity: z.enum(["loss", "waste"]),
  key: z.string(),
  storage_upload_id: z.string().nullable(),
  object_kind: z.enum(objectKinds).nullable(),
  expected: side,
  found: side,
  modified_at: at.nullable(),
  repair: z.enum(repairs),
  outcome: z.enum(findingOutcomes),
  note: z.string().nullable(),
  settled_at: at.nullable(),
});
export const Quarantined = z.object({
  id,
  key: z.string(),
  original_key: z.string(),
  run_id: id.nullable(),
  reason: z.string(),
  size: bytes.nullable(),
  quarantined_at: at,
  deleted_after: at,
});

const byState = z.partialRecord(z.enum(storedStates), bytes);
const day = z.object({
  day: z.iso.date(),
  stored_bytes: bytes,
  peak_bytes: bytes,
  by_state: byState,
  class_a: count,
  class_b: count,
  egress_bytes: bytes,
  delta_bytes_saved: bytes,
  recorded_at: at.nullable(),
});
const developer = z.object({
  id,
  name,
  stored_bytes: bytes,
  by_state: byState,
  class_a: count,
  class_b: count,
  egress_bytes: bytes,
});
const budget = z
  .object({
    monthly_budget_micro_dollars: money,
    estimate_micro_dollars: money,
    state: z.enum(["within", "alert", "over"]),
    forecast: z.object({
      kind: z.enum(["reached", "on", "not_in_sight", "too_little_history"]),
      day: z.iso.date().nullable(),
      growth_bytes_per_day: z.int().nullable(),
    }),
  })
  .nullable();
export const Storage = z.object({
  last: day.nullable(),
  days: z.array(day),
  developers: pageOf(developer),
  budget,
});
const estimate = {
  lines: z.array(
    z.object({
      name: z.enum(costLineNames),
      quantity: z.number(),
      unit_price_micro_dollars: z.number(),
      amount_micro_dollars: money,
    }),
  ),
  total_micro_dollars: money,
};
const usage = z.object({
  stored_bytes: bytes,
  class_a: z.number(),
  class_b: z.number(),
  egress_bytes: z.number(),
});
const prices = z.object({ id: z.string(), name, source: z.string(), note: z.string().nullable() });
export const CostSettings = z.object({
  price_list: z.string(),
  free_allowance: z.boolean(),
  monthly_budget_micro_dollars: money.nullable(),
});
export const Cost = z.object({
  month: z.string().describe("Such as 2026-11."),
  settings: CostSettings,
  prices,
  so_far: z.object({ usage, ...estimate }),
  estimate: z.object({ usage, ...estimate }),
  elsewhere: z.array(z.object({ prices, ...estimate })),
  budget,
  developers: pageOf(developer),
});
