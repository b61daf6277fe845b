import { join } from "node:path";
import { freshDatabase } from "@mosis/devstack/testing";
import {
  accountRoles,
  deliveryStatuses,
  deltaStatuses,
  failureClasses,
  findingKinds,
  findingOutcomes,
  Identity,
  iconStatuses,
  inventoryPhases,
  inventoryStatuses,
  invitationStatuses,
  logFileStatuses,
  objectKinds,
  objectStatuses,
  platformRoles,
  quarantineStatuses,
  releaseStatuses,
  retentionClasses,
  screenshotStatuses,
  sweepOutcomes,
  trackAudiences,
  transferStatuses,
  uploadKinds,
  uploadStatuses,
  validationSteps,
  versionStatuses,
} from "@mosis/domain";
import pg from "pg";
import { afterAll, expect, test } from "vitest";
import { diffSchema } from "./diff-schema.ts";
import { migrate, migrationsDir } from "./migrate.ts";

const url = await freshDatabase();
const client = new pg.Client({ connectionString: url });
await client.connect();
afterAll(() => client.end());

test("the migrations lead to the Prisma schema", async () => {
  const schemaFile = join(migrationsDir, "../schema.prisma");
  expect(await diffSchema({ databaseUrl: url, migrationsDir, schemaFile })).toBe("");
});

test("a migrated database has nothing left to apply", async () => {
  expect(await migrate({ databaseUrl: url })).toEqual({ applied: [] });
});

test.each([
  ["users_role_check", platformRoles],
  ["memberships_role_check", accountRoles],
  ["invitations_role_check", accountRoles],
  ["invitations_status_check", invitationStatuses],
  ["app_transfers_status_check", transferStatuses],
  ["identities_provider_check", Identity.shape.provider.options],
  ["sessions_provider_check", Identity.shape.provider.options],
  ["uploads_kind_check", uploadKinds],
  ["uploads_status_check", uploadStatuses],
  ["versions_status_check", versionStatuses],
  ["versions_step_check", validationSteps],
  ["icons_status_check", iconStatuses],
  ["screenshots_status_check", screenshotStatuses],
  ["tracks_audience_check", trackAudiences],
  ["releases_status_check", releaseStatuses],
  ["deltas_status_check", deltaStatuses],
  ["objects_kind_check", objectKinds],
  ["objects_status_check", objectStatuses],
  ["outbox_failure_class_check", failureClasses],
  ["webhook_deliveries_status_check", deliveryStatuses],
  ["webhooks_paused_for_check", ["person", "failures"]],
  ["retention_overrides_class_check", retentionClasses],
  ["sweep_runs_outcome_check", sweepOutcomes],
  ["inventory_runs_status_check", inventoryStatuses],
  ["inventory_runs_phase_check", inventoryPhases],
  ["inventory_findings_kind_check", findingKinds],
  ["inventory_findings_outcome_check", findingOutcomes],
  ["log_files_status_check", logFileStatuses],
  ["quarantined_objects_reason_check", findingKinds],
  ["quarantined_objects_status_check", quarantineStatuses],
])("%s allows the domain's words and no other", async (name, words) => {
  const { rows } = await client.query<{ definition: string }>(
    "SELECT pg_get_constraintdef(oid) AS definition FROM pg_constraint WHERE conname = $1",
    [name],
  );
  const allowed = [...(rows[0]?.definition ?? "").matchAll(/'([^']*)'/g)].map(([, word]) => word);
  expect(allowed.sort()).toEqual([...words].sort());
});

test("the audit log only grows", async () => {
  await client.query(
    "INSERT INTO audit_events (at, action, subject_id) VALUES (now(), 'app.created', gen_random_uuid())",
  );
  for (const change of [
    "UPDATE audit_events SET action = 'app.changed'",
    "DELETE FROM audit_events",
    "TRUNCATE audit_events",
  ])
    await expect(client.query(change)).rejects.toThrow(/audit_events only grows/);
});

test.each([
  [
    "uploads_open_idx",
    "SELECT * FROM uploads WHERE status = 'open' AND expires_at <= now() ORDER BY expires_at",
  ],
  ["versions_in_review_idx", "SELECT * FROM versions WHERE status = 'in_review' ORDER BY submitted_at, id"],
  [
    "versions_published_idx",
    "SELECT * FROM versions WHERE status = 'published' AND app_id = gen_random_uuid() ORDER BY version_code DESC LIMIT 1",
  ],
  [
    "outbox_due_idx",
    "SELECT * FROM outbox WHERE failed_at IS NULL AND claimed_until <= now() ORDER BY claimed_until, id LIMIT 10",
  ],
  ["outbox_failed_idx", "SELECT * FROM outbox WHERE failed_at IS NOT NULL ORDER BY failed_at DESC, id DESC"],
  ["versions_validating_idx", "SELECT * FROM versions WHERE status = 'validating'"],
  ["icons_rendering_idx", "SELECT * FROM icons WHERE status = 'rendering'"],
  ["screenshots_rendering_idx", "SELECT * FROM screenshots WHERE status = 'rendering'"],
  [
    "versions_retained_idx",
    `SELECT * FROM versions WHERE retention_class = 'draft' AND purge_announced_at IS NULL
      AND retention_from <= now() - interval '30 days'`,
  ],
  ["versions_announced_idx", "SELECT * FROM versions WHERE purge_announced_at IS NOT NULL"],
  [
    "legal_holds_standing_idx",
    "SELECT * FROM legal_holds WHERE app_id = gen_random_uuid() AND lifted_at IS NULL",
  ],
  ["releases_starts_idx", "SELECT * FROM releases WHERE status = 'scheduled' AND starts_at <= now()"],
  ["releases_raises_idx", "SELECT * FROM releases WHERE status = 'rolling' AND raises_at <= now()"],
  [
    "releases_beneath_idx",
    `SELECT * FROM releases WHERE app_id = gen_random_uuid() AND status = 'superseded' AND completed_in IS NOT NULL
      ORDER BY track_id, completed_in DESC`,
  ],
  [
    "objects_inventory_idx",
    `SELECT key FROM objects WHERE status <> 'deleted' AND key COLLATE "C" > 'a' ORDER BY key COLLATE "C" LIMIT 1000`,
  ],
  [
    "inventory_findings_open_idx",
    "SELECT * FROM inventory_findings WHERE run_id = gen_random_uuid() AND kind = 'orphan' AND outcome = 'open' ORDER BY id LIMIT 50",
  ],
  [
    "quarantined_objects_expiry_idx",
    "SELECT id FROM quarantined_objects WHERE status = 'held' AND kept_until < now() ORDER BY kept_until",
  ],
  [
    "catalog_entries_category_popularity_app_id_idx",
    "SELECT * FROM catalog_entries WHERE category = 'games' ORDER BY popularity DESC, app_id LIMIT 20",
  ],
  ["catalog_entries_words_idx", "SELECT * FROM catalog_entries WHERE words @@ 'notes:*'::tsquery"],
  ["quarantined_objects_size_idx", "SELECT * FROM quarantined_objects WHERE status = 'held' AND size = 5"],
])("%s serves its work list", async (index, statement) => {
  // Tables this small are read whole otherwise.
  await client.query("SET enable_seqscan = off");
  const { rows } = await client.query<{ "QUERY PLAN": string }>(`EXPLAIN ${statement}`);
  expect(rows.map((row) => row["QUERY PLAN"]).join("\n")).toContain(index);
});
