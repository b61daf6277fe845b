import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import {
  type FindingKind,
  FindingsQuery,
  type InventoryRun,
  type InventoryRunId,
  isDomainError,
  severityOf,
} from "@mosis/domain";
import { IconCircleCheck, IconDownload } from "@tabler/icons-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { z } from "zod";
import { requireAdminActor } from "@/auth/session.ts";
import { container } from "@/container.ts";
import { countOf } from "@/ui/count-of.ts";
import { EmptyState } from "@/ui/empty-state.tsx";
import { Facts } from "@/ui/facts.tsx";
import { formatBytes } from "@/ui/format-bytes.ts";
import { LinkButton } from "@/ui/link.tsx";
import { Pager } from "@/ui/list-controls.tsx";
import { PageHeader } from "@/ui/page-header.tsx";
import { RelativeTime } from "@/ui/relative-time.tsx";
import rows from "@/ui/rows.module.css";
import { Section } from "@/ui/section.tsx";
import { kindWords, phaseWords } from "../../finding-words.ts";
import { KeepFresh } from "../../keep-fresh.tsx";
import { ApproveRepairs } from "./approve-repairs.tsx";
import { FindingRow } from "./finding-row.tsx";
import { FindingsFilter } from "./findings-filter.tsx";
import { type PlanLine, planOf } from "./plan.ts";

export const metadata: Metadata = { title: "Comparison" };

type Props = { params: Promise<{ runId: string }>; searchParams: Promise<unknown> };

export default async function InventoryRunPage({ params, searchParams }: Props) {
  const actor = await requireAdminActor();
  const id = z.uuid().safeParse((await params).runId);
  if (!id.success) notFound();
  const runId = id.data as InventoryRunId;
  const query = FindingsQuery.parse(await searchParams);
  const { app } = container();
  const [{ run, counts }, findings] = await Promise.all([
    app.getInventoryRun({ actor, runId }).catch((error: unknown) => {
      if (isDomainError(error, "not_found")) notFound();
      throw error;
    }),
    app.listFindings({ actor, runId, query }),
  ]);
  const plan = planOf(counts);
  const isRepairing = run.approvedAt !== null && run.repairedAt === null;
  const isFiltered = query.search !== "" || query.kind !== null || query.outcome !== null;
  const open = plan.filter((line) => line.open > 0);
  return (
    <>
      {(run.status === "running" || isRepairing) && <KeepFresh />}
      <PageHeader
        title={
          <>
            Comparison, <RelativeTime at={run.startedAt} />
          </>
        }
        lead={isRepairing ? "Repairs are under way." : phaseWords(run)}
        actions={
          <>
            <LinkButton href="/admin/reconciliation" variant="default">
              All comparisons
            </LinkButton>
            {run.status === "finished" && open.length > 1 && (
              <ApproveRepairs
                runId={run.id}
                kinds={open.map(({ kind }) => kind)}
                label="Approve all repairs"
                sentences={open.flatMap(({ sentences }) => sentences)}
              />
            )}
          </>
        }
      />
      <Stack gap="lg">
        <Section title="What was compared">
          <RunFacts run={run} />
        </Section>
        {plan.length > 0 && (
          <Section title="Plan">
            <ul className={rows.list}>
              {plan.map((line) => (
                <li key={line.kind} className={rows.item}>
                  <PlanRow run={run} line={line} />
                </li>
              ))}
            </ul>
          </Section>
        )}
        <Section
          title={countOf(findings.total, "finding")}
          aside={plan.length > 0 && <FindingsFilter query={query} />}
        >
          {findings.items.length === 0 ? (
            <EmptyState
              icon={<IconCircleCheck size={24} />}
              title={isFiltered ? "Nothing matches" : "Nothing was found"}
              action={
                isFiltered && (
                  <LinkButton href={`/admin/reconciliation/runs/${run.id}`} variant="default">
                    Show all
                  </LinkButton>
                )
              }
            >
              {isFiltered
                ? "Try a part of a key, or another kind."
                : run.status === "running"
                  ? "What differs appears here while the comparison goes on."
                  : "Bucket and ledger agree."}
            </EmptyState>
          ) : (
            <ul className={rows.list}>
              {findings.items.map((finding) => (
                <li key={String(finding.id)} className={rows.item}>
                  <FindingRow finding={finding} />
                </li>
              ))}
            </ul>
          )}
          {findings.total > 0 && (
            <Group px="lg" py="xs" justify="flex-end">
              <Button
                component="a"
                href={`/api/v1/admin/inventory/${run.id}/findings.csv`}
                variant="subtle"
                size="xs"
                leftSection={<IconDownload size={15} />}
              >
                All findings as CSV
              </Button>
            </Group>
          )}
          <Pager
            page={findings}
            search={query.search}
            filters={{
              ...(query.kind && { kind: query.kind }),
              ...(query.outcome && { outcome: query.outcome }),
            }}
          />
        </Section>
      </Stack>
    </>
  );
}

function RunFacts({ run }: { run: InventoryRun }) {
  const { counts } = run;
  const facts: [string, React.ReactNode][] = [
    ["In the bucket", `${countOf(counts.objects, "object")}, ${formatBytes(counts.bytes)}`],
    ["In the ledger", countOf(counts.rows, "row")],
    ["Passed over", `${counts.young.toLocaleString("en")} that differ, and are younger than a day`],
    ["Read to the end", `${countOf(counts.sampled, "package")}, ${formatBytes(counts.sampledBytes)}`],
    [
      "Uploads in parts",
      counts.listedUploads === null
        ? "This storage cannot list them: the store's own records were looked at."
        : `${counts.listedUploads.toLocaleString("en")} unfinished in storage`,
    ],
    ["Finished", run.finishedAt ? <RelativeTime key="at" at={run.finishedAt} /> : phaseWords(run)],
  ];
  return <Facts facts={facts} />;
}

const severityWords = {
  loss: { label: "Breaks something", color: "red" },
  waste: { label: "Only costs", color: "gray" },
} as const;

function PlanRow({ run, line }: { run: InventoryRun; line: PlanLine }) {
  const severity = severityWords[severityOf[line.kind satisfies FindingKind]];
  const settled = [
    line.repaired > 0 && `${line.repaired.toLocaleString("en")} repaired`,
    line.skipped > 0 && `${line.skipped.toLocaleString("en")} left alone`,
    line.needsPerson > 0 && `${line.needsPerson.toLocaleString("en")} for a person`,
  ].filter(Boolean);
  return (
    <Group justify="space-between" gap="md" flex={1} miw={0}>
      <Stack gap={2} miw={0} flex="1 1 320px">
        <Group gap="xs">
          <Text fw={550} className="tabular">
            {kindWords[line.kind].title} · {line.total.toLocaleString("en")}
          </Text>
          <Badge color={severity.color}>{severity.label}</Badge>
        </Group>
        <Text size="sm" c="dimmed">
          {kindWords[line.kind].meaning}
        </Text>
        {line.sentences.map((sentence) => (
          <Text size="sm" key={sentence}>
            {sentence}
          </Text>
        ))}
        {settled.length > 0 && (
          <Text size="sm" c="dimmed" className="tabular">
            {settled.join(" · ")}
          </Text>
        )}
      </Stack>
      <Group gap="xs">
        <LinkButton href={`?kind=${line.kind}`} size="xs" variant="subtle">
          Show
        </LinkButton>
        {run.status === "finished" && line.open > 0 && (
          <ApproveRepairs
            runId={run.id}
            kinds={[line.kind]}
            label={run.approvedKinds.includes(line.kind) ? "Repair again" : "Approve"}
            sentences={line.sentences}
            size="xs"
            variant="default"
          />
        )}
      </Group>
    </Group>
  );
}
