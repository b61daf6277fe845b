import { AuditExport } from "@mosis/domain";
import { auditColumns, auditLine, auditRow } from "@/audit/audit-rows.ts";
import { csvDownload, streamedDownload } from "@/http/csv.ts";
import { route } from "@/http/route.ts";

export const GET = route({
  auth: "store.administer",
  query: AuditExport,
  async handle({ actor, query, app }) {
    const batches = await app.exportAudit({ actor, query });
    const name = `audit-${query.from}-${query.to}.${query.format}`;
    if (query.format === "csv") {
      const pieces = (async function* () {
        for await (const items of batches) yield items.map(auditRow);
      })();
      return csvDownload(name, auditColumns, pieces);
    }
    const lines = (async function* () {
      for await (const items of batches) yield items.map((item) => `${auditLine(item)}\n`).join("");
    })();
    return streamedDownload(name, "application/x-ndjson", lines);
  },
});
