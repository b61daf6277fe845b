import { Group, Stack, Text } from "@mantine/core";
import { type StorageOverview, StorageQuery, usageSpans } from "@mosis/domain";
import { IconDatabase, IconDownload } from "@tabler/icons-react";
import type { Metadata } from "next";
import { requireAdminActor } from "@/auth/session.ts";
import { container } from "@/container.ts";
import { EmptyState } from "@/ui/empty-state.tsx";
import { formatBytes } from "@/ui/format-bytes.ts";
import { DownloadLink, LinkButton } from "@/ui/link.tsx";
import { PageHeader } from "@/ui/page-header.tsx";
import { RelativeTime } from "@/ui/relative-time.tsx";
import { Section } from "@/ui/section.tsx";
import { BudgetAlert } from "@/usage/budget-alert.tsx";
import { DeveloperTable, storageColumns } from "@/usage/developer-table.tsx";
import { exactBytes } from "@/usage/exact.ts";
import { FigureCard } from "@/usage/figure-card.tsx";
import { GrowthChart } from "@/usage/growth-chart.tsx";
import { statesOf } from "@/usage/state-looks.ts";
import { StateShares } from "@/usage/state-shares.tsx";
import classes from "@/usage/usage.module.css";
import { GrowthNumbers } from "./growth-numbers.tsx";

export const metadata: Metadata = { title: "Storage" };

export default async function StoragePage({ searchParams }: { searchParams: Promise<unknown> }) {
  const actor = await requireAdminActor();
  const query = StorageQuery.parse(await searchParams);
  const storage = await container().app.readStorage({ actor, query });
  const { last, developers, budget } = storage;
  return (
    <>
      <PageHeader
        title="Storage"
        lead={
          last?.recordedAt ? (
            <>
              What the bucket holds, as of <RelativeTime at={last.recordedAt} />.
            </>
          ) : (
            "What the bucket holds."
          )
        }
        actions={
          <DownloadLink
            href={`/api/v1/admin/usage/developers.csv?days=${query.days}`}
            leftSection={<IconDownload size={15} />}
          >
            Developers by day (CSV)
          </DownloadLink>
        }
      />
      <Stack gap="lg">
        <BudgetAlert budget={budget} />
        {last ? (
          <>
            <Figures storage={storage} last={last} days={query.days} />
            <Growth storage={storage} days={query.days} />
            <Section title="By status">
              <StateShares day={last} />
            </Section>
            <DeveloperTable
              developers={developers}
              columns={storageColumns(last.storedBytes)}
              query={query}
              filters={{ days: String(query.days) }}
            />
          </>
        ) : (
          <Section title="Nothing noted yet">
            <EmptyState icon={<IconDatabase size={24} />} title="The first look is still to come">
              The worker looks at what is stored every hour. Its first numbers appear here.
            </EmptyState>
          </Section>
        )}
      </Stack>
    </>
  );
}

function Figures({
  storage: { days, developers },
  last,
  days: span,
}: {
  storage: StorageOverview;
  last: NonNullable<StorageOverview["last"]>;
  days: number;
}) {
  const first = days.find(({ recordedAt }) => recordedAt !== null);
  const growth = first ? last.storedBytes - first.storedBytes : 0;
  const sign = growth < 0 ? "−" : "+";
  return (
    <div className={classes.figures}>
      <FigureCard
        label="Stored"
        title={exactBytes(last.storedBytes)}
        note={`at most today: ${formatBytes(last.peakBytes)}`}
      >
        {formatBytes(last.storedBytes)}
      </FigureCard>
      <FigureCard label={`Growth in ${span} days`} title={exactBytes(growth)}>
        {sign}
        {formatBytes(Math.abs(growth))}
      </FigureCard>
      <FigureCard label="Developers who store something">{developers.total.toLocaleString("en")}</FigureCard>
    </div>
  );
}

function Growth({ storage, days: span }: { storage: StorageOverview; days: number }) {
  const days = storage.days.filter(({ recordedAt }) => recordedAt !== null);
  const states = statesOf(days.map(({ byState }) => byState));
  return (
    <Section
      title="Growth"
      aside={
        <Group gap={6} component="nav" aria-label="Span of days">
          {usageSpans.map((length) => (
            <LinkButton
              key={length}
              href={`?days=${length}`}
              size="compact-sm"
              variant={length === span ? "light" : "subtle"}
              {...(length === span && { "aria-current": "true" })}
            >
              {length} days
            </LinkButton>
          ))}
        </Group>
      }
    >
      {days.length < 2 ? (
        <Text c="dimmed" px="lg" pb="lg">
          A line needs two days. Tomorrow there will be one.
        </Text>
      ) : (
        <figure
          className={classes.figure}
          aria-label="Stored bytes by day and status; the table below has the numbers"
        >
          <GrowthChart days={days.map(({ day, byState }) => ({ day, ...byState }))} states={states} />
        </figure>
      )}
      <GrowthNumbers days={days} states={states} span={span} />
    </Section>
  );
}
