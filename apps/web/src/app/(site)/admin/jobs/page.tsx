import { Badge, Code, Group, Stack, Text } from "@mantine/core";
import { type FailedJobItem, FailedJobsQuery, type FailureClass } from "@mosis/domain";
import { IconCircleCheck } from "@tabler/icons-react";
import type { Metadata } from "next";
import { requireAdminActor } from "@/auth/session.ts";
import { container } from "@/container.ts";
import { EmptyState } from "@/ui/empty-state.tsx";
import { LinkAnchor, LinkButton } from "@/ui/link.tsx";
import { Pager } from "@/ui/list-controls.tsx";
import { PageHeader } from "@/ui/page-header.tsx";
import { RelativeTime } from "@/ui/relative-time.tsx";
import classes from "@/ui/rows.module.css";
import { Section } from "@/ui/section.tsx";
import { FailedJobActions } from "./failed-job-actions.tsx";
import { JobFilter } from "./job-filter.tsx";
import { jobTitles } from "./job-titles.ts";

export const metadata: Metadata = { title: "Jobs" };

/** What a class means to who reads the list. */
const classNames: Record<FailureClass, { label: string; color: string }> = {
  retry: { label: "Tried to the end", color: "yellow" },
  permanent: { label: "Cannot succeed", color: "red" },
  poison: { label: "Harmful", color: "grape" },
};

export default async function JobsPage({ searchParams }: { searchParams: Promise<unknown> }) {
  const actor = await requireAdminActor();
  const query = FailedJobsQuery.parse(await searchParams);
  const { failed, counts } = await container().app.listFailedJobs({ actor, query });
  const isFiltered = query.search !== "" || query.name !== null || query.class !== null;
  return (
    <>
      <PageHeader title="Jobs" lead="What the store has still to do, and what it gave up." />
      <Stack gap="lg">
        <Section title="To be done">
          {counts.length === 0 ? (
            <Text c="dimmed" px="lg" pb="lg">
              Nothing: every job has been done.
            </Text>
          ) : (
            <ul className={classes.list}>
              {counts.map(({ name, waiting, handedOver, oldest }) => (
                <li key={name} className={classes.item}>
                  <div className={classes.words}>
                    <Text fw={550}>{titleOf(name)}</Text>
                    <Text size="sm" c="dimmed">
                      the oldest <RelativeTime at={oldest} />
                    </Text>
                  </div>
                  <Text size="sm" className="tabular">
                    {waiting} waiting · {handedOver} queued or running
                  </Text>
                </li>
              ))}
            </ul>
          )}
        </Section>
        <Section
          title={failed.total === 1 ? "1 failed job" : `${failed.total} failed jobs`}
          aside={<JobFilter query={query} classLabels={classNames} />}
        >
          {failed.items.length === 0 ? (
            <EmptyState
              icon={<IconCircleCheck size={24} />}
              title={isFiltered ? "Nothing matches" : "No job has failed"}
              action={
                isFiltered && (
                  <LinkButton href="/admin/jobs" variant="default">
                    Show all
                  </LinkButton>
                )
              }
            >
              {isFiltered
                ? "Try an app, a file name, a code or an incident."
                : "What is given up appears here."}
            </EmptyState>
          ) : (
            <ul className={classes.list}>
              {failed.items.map((item) => (
                <li key={item.id} className={classes.item}>
                  <FailedJob item={item} />
                </li>
              ))}
            </ul>
          )}
          <Pager
            page={failed}
            search={query.search}
            filters={{ ...(query.name && { name: query.name }), ...(query.class && { class: query.class }) }}
          />
        </Section>
      </Stack>
    </>
  );
}

function FailedJob({ item }: { item: FailedJobItem }) {
  const { failure } = item;
  const { label, color } = classNames[failure.class];
  return (
    <Group justify="space-between" gap="md" flex={1} miw={0} align="flex-start">
      <Stack gap={4} miw={0} flex="1 1 320px">
        <Group gap="xs">
          <Text fw={550}>{titleOf(item.name)}</Text>
          <Badge color={color}>{label}</Badge>
        </Group>
        <Subject item={item} />
        <Text size="sm">{failure.message}</Text>
        <Group gap="xs">
          <Code>{failure.code}</Code>
          <Text size="sm" c="dimmed">
            {failure.attempts === 1 ? "1 attempt" : `${failure.attempts} attempts`} · given up{" "}
            <RelativeTime at={item.failedAt} />
          </Text>
        </Group>
        <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
          In the worker's log: {failure.incidentId}
        </Text>
      </Stack>
      <FailedJobActions jobId={item.id} title={titleOf(item.name)} />
    </Group>
  );
}

/** What the job was about; a link where an admin may see it. */
function Subject({ item: { app, version, objectKey } }: { item: FailedJobItem }) {
  if (objectKey !== null) {
    return (
      <Text size="sm" ff="monospace" style={{ overflowWrap: "anywhere" }}>
        {objectKey}
      </Text>
    );
  }
  if (!app) return null;
  const href = version?.submitted ? `/review/${version.id}` : app.published ? `/apps/${app.packageId}` : null;
  const words = version ? `${app.name}, ${version.fileName}` : app.name;
  return (
    <Text size="sm">
      {href ? <LinkAnchor href={href}>{words}</LinkAnchor> : words} <Code>{app.packageId}</Code>
    </Text>
  );
}

function titleOf(name: string): string {
  return Object.hasOwn(jobTitles, name) ? jobTitles[name as keyof typeof jobTitles] : name;
}
