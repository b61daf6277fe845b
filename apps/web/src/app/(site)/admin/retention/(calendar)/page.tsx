import { Alert, Badge, Group, Stack, Text } from "@mantine/core";
import {
  formatDollars,
  monthlyStorageCost,
  type RetainedItem,
  RetainedQuery,
  retainedDays,
} from "@mosis/domain";
import { IconCalendarX } from "@tabler/icons-react";
import type { Metadata } from "next";
import { requireAdminActor } from "@/auth/session.ts";
import { container } from "@/container.ts";
import { countOf } from "@/ui/count-of.ts";
import { EmptyState } from "@/ui/empty-state.tsx";
import { formatBytes } from "@/ui/format-bytes.ts";
import { LinkButton } from "@/ui/link.tsx";
import { Pager } from "@/ui/list-controls.tsx";
import { RelativeTime } from "@/ui/relative-time.tsx";
import classes from "@/ui/rows.module.css";
import { Section } from "@/ui/section.tsx";
import { ApproveSweep } from "../approve-sweep.tsx";
import { classWords } from "../class-words.ts";
import { VersionSubject } from "../version-subject.tsx";
import { Calendar } from "./calendar.tsx";
import { RetainedActions } from "./retained-actions.tsx";
import { RetainedFilter } from "./retained-filter.tsx";

export const metadata: Metadata = { title: "Retention" };

export default async function RetentionPage({ searchParams }: { searchParams: Promise<unknown> }) {
  const actor = await requireAdminActor();
  const query = RetainedQuery.parse(await searchParams);
  const { app } = container();
  const [{ items: forecast, prices }, retained, runs] = await Promise.all([
    app.forecastRetention({ actor, days: retainedDays }),
    app.listRetained({ actor, query }),
    app.listSweepRuns({ actor, query: { search: "", page: 1 } }),
  ]);
  const [latest] = runs.items;
  const isFiltered =
    query.search !== "" || query.class !== null || query.show !== "all" || query.day !== null;
  const versions = forecast.reduce((sum, item) => sum + item.versions, 0);
  const bytes = forecast.reduce((sum, item) => sum + item.bytes, 0);
  return (
    <Stack gap="lg">
      {latest?.isWaiting && (
        <Alert color="orange" title="The last run was stopped before it deleted anything">
          <Stack gap="sm" align="flex-start">
            <Text size="sm">
              It would have deleted {countOf(latest.due.versions, "version")}, {formatBytes(latest.due.bytes)}{" "}
              of the {formatBytes(latest.due.keptBytes)} in the store: more than the policy lets a run delete
              by itself.
            </Text>
            <ApproveSweep runId={latest.id} versions={latest.due.versions} bytes={latest.due.bytes} />
          </Stack>
        </Alert>
      )}
      <Section
        title={`The next ${retainedDays} days`}
        aside={
          <Text size="sm" c="dimmed" className="tabular">
            {countOf(versions, "version")} · {formatBytes(bytes)} ·{" "}
            {formatDollars(monthlyStorageCost(bytes, prices))} a month less
          </Text>
        }
      >
        <Calendar forecast={forecast} chosen={query.day} weeks={retainedDays / 7} />
      </Section>
      <Section
        title={query.day ? `On ${query.day}` : "On their way out"}
        aside={<RetainedFilter query={query} />}
      >
        {retained.items.length === 0 ? (
          <EmptyState
            icon={<IconCalendarX size={24} />}
            title={isFiltered ? "Nothing matches" : "Nothing goes soon"}
            action={
              isFiltered && (
                <LinkButton href="/admin/retention" variant="default">
                  Show all
                </LinkButton>
              )
            }
          >
            {isFiltered
              ? "Try an app, a package ID or a file name."
              : `No version is deleted within the next ${retainedDays} days.`}
          </EmptyState>
        ) : (
          <ul className={classes.list}>
            {retained.items.map((item) => (
              <li key={item.version.id} className={classes.item}>
                <Retained item={item} />
              </li>
            ))}
          </ul>
        )}
        <Pager
          page={retained}
          search={query.search}
          filters={{
            ...(query.class && { class: query.class }),
            ...(query.show !== "all" && { show: query.show }),
            ...(query.day && { day: query.day }),
          }}
        />
      </Section>
      {latest && (
        <Text size="sm" c="dimmed">
          The sweep last ran <RelativeTime at={latest.startedAt} />. It runs every half an hour.
        </Text>
      )}
    </Stack>
  );
}

function Retained({ item }: { item: RetainedItem }) {
  const { label, color } = classWords[item.class];
  return (
    <Group justify="space-between" gap="md" flex={1} miw={0}>
      <VersionSubject version={item.version} app={item.app} />
      <Group gap="md" flex="none">
        <Badge color={color}>{label}</Badge>
        <Text size="sm" className="tabular" w={76} ta="right">
          {formatBytes(item.version.size)}
        </Text>
        <Text size="sm" w={104} c={item.announcedAt ? undefined : "dimmed"}>
          {item.dueAt ? <RelativeTime at={item.dueAt} /> : "held"}
        </Text>
        <RetainedActions
          versionId={item.version.id}
          appId={item.app.id}
          name={`${item.app.name} ${item.version.versionName ?? item.version.fileName}`}
          isAnnounced={item.announcedAt !== null}
          isHeld={item.isHeld}
        />
      </Group>
    </Group>
  );
}
