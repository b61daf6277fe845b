import { AuditQuery, permits } from "@mosis/domain";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { AuditEntries } from "@/audit/audit-entries.tsx";
import { requireActor } from "@/auth/session.ts";
import { container } from "@/container.ts";
import { PageHeader } from "@/ui/page-header.tsx";

export const metadata: Metadata = { title: "Activity" };

export default async function ActivityPage({ searchParams }: { searchParams: Promise<unknown> }) {
  const actor = await requireActor();
  if (!permits(actor, "account.audit")) notFound();
  const query = AuditQuery.parse(await searchParams);
  const page = await container().app.listAccountAudit({ actor, query });
  return (
    <>
      <PageHeader title="Activity" lead="What was done in this account, by whom. Owners see it." />
      <AuditEntries page={page} query={{ ...query, account: null }} path="/console/team/activity" />
    </>
  );
}
