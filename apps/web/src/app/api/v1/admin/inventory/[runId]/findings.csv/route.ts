import { type Finding, repairOf } from "@mosis/domain";
import { csvDownload } from "@/http/csv.ts";
import { InventoryRunParams } from "@/http/inputs.ts";
import { route } from "@/http/route.ts";

const columns: readonly (readonly [name: string, of: (finding: Finding) => string | number | null])[] = [
  ["kind", ({ kind }) => kind],
  ["key", ({ key }) => key],
  ["storage_upload_id", ({ storageUploadId }) => storageUploadId],
  ["object_kind", ({ objectKind }) => objectKind],
  ["expected_size", ({ expected }) => expected.size],
  ["expected_etag", ({ expected }) => expected.etag],
  ["expected_sha256", ({ expected }) => expected.sha256],
  ["found_size", ({ found }) => found.size],
  ["found_etag", ({ found }) => found.etag],
  ["found_sha256", ({ found }) => found.sha256],
  ["modified_at", ({ modifiedAt }) => modifiedAt?.toISOString() ?? null],
  ["repair", repairOf],
  ["outcome", ({ outcome }) => outcome],
  ["note", ({ note }) => note],
  ["settled_at", ({ settledAt }) => settledAt?.toISOString() ?? null],
];

export const GET = route({
  auth: "store.administer",
  params: InventoryRunParams,
  async handle({ actor, params, app }) {
    const batches = await app.exportFindings({ actor, ...params });
    const pieces = (async function* () {
      for await (const findings of batches)
        yield findings.map((finding) => columns.map(([, of]) => of(finding)));
    })();
    return csvDownload(
      `findings-${params.runId}.csv`,
      columns.map(([name]) => name),
      pieces,
    );
  },
});
