import { Badge, Group, Stack, Text } from "@mantine/core";
import { isDomainError, ListQuery } from "@mosis/domain";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { requireAdminActor } from "@/auth/session.ts";
import { container } from "@/container.ts";
import { RunParams } from "@/http/retention-inputs.ts";
import { countOf } from "@/ui/count-of.ts";
import { Facts } from "@/ui/facts.tsx";
import { formatBytes } from "@/ui/format-bytes.ts";
import { Pager, SearchForm } from "@/ui/list-controls.tsx";
import { RelativeTime } from "@/ui/relative-time.tsx";
import classes from "@/ui/rows.module.css";
import { Section } from "@/ui/section.tsx";
import { classWords } from "../../class-words.ts";
import { RunBadge } from "../../run-badge.tsx";
import { VersionSubject } from "../../version-subject.tsx";

export const metadata: Metadata = { title: "Run of the sweep" };

export default async function RunPage({
  params,
  searchParams,
}: {
  params: Promise<unknown>;
  searchParams: Promise<unknown>;
}) {
  const actor = await requireAdminActor();
  const query = ListQuery.parse(await searchParams);
  const named = RunParams.safeParse(await params);
  if (!named.success) notFound();
  const { run, purges } = await container()
    .app.getSweepRun({ actor, ...named.data, query })
    .catch((error: unknown) => {
      if (isDomainError(error, "not_found")) notFound();
      throw error;
    });
  const { due } = run;
  return (
    <Stack gap="lg">
      <Section title="Report" aside={<RunBadge run={run} />}>
        <Facts
          facts={[
            ["Began", <RelativeTime key="began" at={run.startedAt} />],
            ["Ended", run.finishedAt && <RelativeTime key="ended" at={run.finishedAt} />],
            ["Deleted", `${countOf(run.purged, "version")}, ${formatBytes(run.purgedBytes)}`],
            [
              "Due when it began",
              `${countOf(due.versions, "version")}, ${formatBytes(due.bytes)}, of ${countOf(due.keptVersions, "version")} with ${formatBytes(due.keptBytes)}`,
            ],
            ["Announced", countOf(run.announced, "deletion")],
            ["Called off", countOf(run.retracted, "deletion")],
            ...(run.approvedBy ? ([["Approved by", run.approvedBy]] as const) : []),
          ]}
        />
      </Section>
      <Section
        title={countOf(purges.total, "version")}
        aside={<SearchForm label="App or file" search={query.search} />}
      >
        <ul className={classes.list}>
          {purges.items.map(({ version, app, class: of, dueAt }) => (
            <li key={version.id} className={classes.item}>
              <Group justify="space-between" gap="md" flex={1} miw={0}>
                <VersionSubject version={version} app={app} />
                <Group gap="md">
                  <Badge color={classWords[of].color}>{classWords[of].label}</Badge>
                  <Text size="sm" className="tabular">
                    {formatBytes(version.size)}
                  </Text>
                  <Text size="sm" c="dimmed">
                    due <RelativeTime at={dueAt} />
                  </Text>
                </Group>
              </Group>
            </li>
          ))}
        </ul>
        <Pager page={purges} search={query.search} />
      </Section>
    </Stack>
  );
}
