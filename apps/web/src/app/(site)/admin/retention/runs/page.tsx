import { Badge, Group, Stack, Text } from "@mantine/core";
import { ListQuery, type SweepRun } from "@mosis/domain";
import { IconHistory } from "@tabler/icons-react";
import type { Metadata } from "next";
import { requireAdminActor } from "@/auth/session.ts";
import { container } from "@/container.ts";
import { countOf } from "@/ui/count-of.ts";
import { EmptyState } from "@/ui/empty-state.tsx";
import { formatBytes } from "@/ui/format-bytes.ts";
import { LinkAnchor } from "@/ui/link.tsx";
import { Pager } from "@/ui/list-controls.tsx";
import { RelativeTime } from "@/ui/relative-time.tsx";
import classes from "@/ui/rows.module.css";
import { Section } from "@/ui/section.tsx";
import { ApproveSweep } from "../approve-sweep.tsx";
import { RunBadge } from "../run-badge.tsx";

export const metadata: Metadata = { title: "Runs of the sweep" };

export default async function RunsPage({ searchParams }: { searchParams: Promise<unknown> }) {
  const actor = await requireAdminActor();
  const query = ListQuery.parse(await searchParams);
  const runs = await container().app.listSweepRuns({ actor, query });
  return (
    <Section title={countOf(runs.total, "run")}>
      {runs.items.length === 0 ? (
        <EmptyState icon={<IconHistory size={24} />} title="The sweep has not run yet">
          It runs every half an hour while a worker is up.
        </EmptyState>
      ) : (
        <ul className={classes.list}>
          {runs.items.map((run) => (
            <li key={run.id} className={classes.item}>
              <Run run={run} />
            </li>
          ))}
        </ul>
      )}
      <Pager page={runs} search="" />
    </Section>
  );
}

function Run({ run }: { run: SweepRun }) {
  return (
    <Group justify="space-between" gap="md" flex={1} miw={0}>
      <Stack gap={0} flex="1 1 260px" miw={0}>
        <Group gap="xs">
          <LinkAnchor href={`/admin/retention/runs/${run.id}`} fw={550}>
            <RelativeTime at={run.startedAt} />
          </LinkAnchor>
          <RunBadge run={run} />
          {run.approvedBy && <Badge color="gray">Approved by {run.approvedBy}</Badge>}
        </Group>
        <Text size="sm" c="dimmed">
          {countOf(run.announced, "deletion")} announced, {run.retracted.toLocaleString("en")} called off
        </Text>
      </Stack>
      <Text size="sm" className="tabular">
        {run.outcome === "stopped"
          ? `would delete ${countOf(run.due.versions, "version")}, ${formatBytes(run.due.bytes)}`
          : `${countOf(run.purged, "version")} deleted, ${formatBytes(run.purgedBytes)}`}
      </Text>
      {run.isWaiting && <ApproveSweep runId={run.id} versions={run.due.versions} bytes={run.due.bytes} />}
    </Group>
  );
}
