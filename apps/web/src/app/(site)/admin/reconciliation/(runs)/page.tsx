import { Badge, Group, Progress, Stack, Text } from "@mantine/core";
import { type InventoryRunItem, ListQuery } from "@mosis/domain";
import { IconArrowsDiff, IconChevronRight } from "@tabler/icons-react";
import type { Metadata } from "next";
import { requireAdminActor } from "@/auth/session.ts";
import { container } from "@/container.ts";
import { countOf } from "@/ui/count-of.ts";
import { EmptyState } from "@/ui/empty-state.tsx";
import { formatBytes } from "@/ui/format-bytes.ts";
import { LinkAnchor } from "@/ui/link.tsx";
import { Pager } from "@/ui/list-controls.tsx";
import { PageHeader } from "@/ui/page-header.tsx";
import { RelativeTime } from "@/ui/relative-time.tsx";
import rows from "@/ui/rows.module.css";
import { Section } from "@/ui/section.tsx";
import { phaseWords } from "../finding-words.ts";
import { KeepFresh } from "../keep-fresh.tsx";
import { ReconciliationTabs } from "../reconciliation-tabs.tsx";
import { StartRun } from "../start-run.tsx";

export const metadata: Metadata = { title: "Reconciliation" };

export default async function ReconciliationPage({ searchParams }: { searchParams: Promise<unknown> }) {
  const actor = await requireAdminActor();
  const query = ListQuery.parse(await searchParams);
  const { runs, quarantine } = await container().app.listInventoryRuns({ actor, query });
  const running = runs.items.find(({ status }) => status === "running");
  const before = runs.items.find(({ status }) => status === "finished");
  return (
    <>
      <PageHeader
        title="Reconciliation"
        lead="The bucket against the ledger, every week. A comparison changes nothing; repairs wait for your approval."
        actions={<StartRun running={running !== undefined} />}
      />
      <ReconciliationTabs here="runs" held={quarantine.objects} />
      {running && <KeepFresh />}
      <Section title="Comparisons">
        {runs.items.length === 0 ? (
          <EmptyState icon={<IconArrowsDiff size={24} />} title="Nothing has been compared yet">
            The first comparison begins by itself once the store has objects older than a day. You can start
            one now; what is younger than a day is passed over.
          </EmptyState>
        ) : (
          <ul className={rows.list}>
            {runs.items.map((run) => (
              <li key={run.id} className={`${rows.item} row-link`}>
                <RunRow run={run} expected={run === running ? before?.counts.objects : undefined} />
              </li>
            ))}
          </ul>
        )}
        <Pager page={runs} search="" />
      </Section>
    </>
  );
}

function RunRow({ run, expected }: { run: InventoryRunItem; expected: number | undefined }) {
  const { counts } = run;
  const share = expected ? Math.min(99, (counts.objects / expected) * 100) : null;
  return (
    <>
      <Stack gap={4} className={rows.words}>
        <Group gap="xs">
          <LinkAnchor href={`/admin/reconciliation/runs/${run.id}`} className="row-anchor">
            <RelativeTime at={run.startedAt} />
          </LinkAnchor>
          <FindingsBadge run={run} />
        </Group>
        <Text size="sm" c="dimmed" className="tabular">
          {phaseWords(run)} · {countOf(counts.objects, "object")} ({formatBytes(counts.bytes)}) against{" "}
          {countOf(counts.rows, "row")} · {countOf(counts.sampled, "package")} read to the end
        </Text>
        {run.status === "running" && (
          <Progress
            value={share ?? 100}
            animated={share === null}
            size="sm"
            maw={420}
            aria-label="Progress of the comparison"
          />
        )}
        <Text size="xs" c="dimmed">
          Begun by {run.startedByName ?? "the schedule"}
          {run.approvedAt && (
            <>
              {" · "}repairs approved by {run.approvedByName ?? "an admin"}{" "}
              <RelativeTime at={run.approvedAt} />
            </>
          )}
        </Text>
      </Stack>
      <IconChevronRight size={16} className={rows.chevron} aria-hidden="true" />
    </>
  );
}

function FindingsBadge({ run }: { run: InventoryRunItem }) {
  if (run.status === "failed") return <Badge color="red">Broke off</Badge>;
  if (run.counts.findings > 0) return <Badge color="orange">{countOf(run.counts.findings, "finding")}</Badge>;
  return run.status === "running" ? (
    <Badge color="blue">Running</Badge>
  ) : (
    <Badge color="green">All in order</Badge>
  );
}
