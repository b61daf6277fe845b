import { Group, Text } from "@mantine/core";
import { AuditQuery } from "@mosis/domain";
import type { Metadata } from "next";
import { AuditEntries } from "@/audit/audit-entries.tsx";
import { filterOf } from "@/audit/filter-address.ts";
import { requireAdminActor } from "@/auth/session.ts";
import { container } from "@/container.ts";
import { Hash } from "@/ui/hash.tsx";
import { DownloadLink } from "@/ui/link.tsx";
import { PageHeader } from "@/ui/page-header.tsx";

export const metadata: Metadata = { title: "Audit log" };

const path = "/admin/audit";

export default async function AuditPage({ searchParams }: { searchParams: Promise<unknown> }) {
  const actor = await requireAdminActor();
  const query = AuditQuery.parse(await searchParams);
  const { head, ...page } = await container().app.listAudit({ actor, query });
  return (
    <>
      <PageHeader
        title="Audit log"
        lead={
          <Group gap="xs">
            <Text c="dimmed">What was done in the store, by whom. It only grows.</Text>
            {head && (
              <Text c="dimmed" size="sm" component="span" className="tabular">
                {head.sequence.toLocaleString("en")} entries, head{" "}
                <Hash value={head.hash} label="the head of the chain" />
              </Text>
            )}
          </Group>
        }
        actions={<Exports query={query} />}
      />
      <AuditEntries page={page} query={query} path={path} />
    </>
  );
}

/** Of what the filter shows; of the last 30 days where it names none. */
function Exports({ query: { before: _, ...query } }: { query: AuditQuery }) {
  const day = (daysAgo: number) => new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10);
  const to = query.to ?? day(0);
  const from = query.from ?? day(30);
  return ["csv", "ndjson"].map((format) => {
    const filter = new URLSearchParams({ ...filterOf({ ...query, from, to }), format });
    return (
      <DownloadLink key={format} href={`/api/v1/admin/audit/export?${filter.toString()}`}>
        {format === "csv" ? "CSV" : "NDJSON"}
      </DownloadLink>
    );
  });
}
