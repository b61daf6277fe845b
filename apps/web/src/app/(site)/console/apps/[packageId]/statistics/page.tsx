import { Alert, Group, Stack } from "@mantine/core";
import { type Statistics, StatisticsQuery } from "@mosis/domain";
import { IconChartBar, IconDownload } from "@tabler/icons-react";
import type { Metadata } from "next";
import { requireActor } from "@/auth/session.ts";
import { container } from "@/container.ts";
import { countryName } from "@/statistics/country-name.ts";
import { DownloadsChart } from "@/statistics/downloads-chart.tsx";
import { DownloadsNumbers } from "@/statistics/downloads-numbers.tsx";
import { ShareList } from "@/statistics/share-list.tsx";
import { SpanFilter } from "@/statistics/span-filter.tsx";
import classes from "@/statistics/statistics.module.css";
import { countOf } from "@/ui/count-of.ts";
import { EmptyState } from "@/ui/empty-state.tsx";
import { formatBytes } from "@/ui/format-bytes.ts";
import { DownloadLink } from "@/ui/link.tsx";
import { Section } from "@/ui/section.tsx";
import { exactBytes } from "@/usage/exact.ts";
import { FigureCard } from "@/usage/figure-card.tsx";
import usage from "@/usage/usage.module.css";
import { requireApp } from "../require-app.ts";

type Props = {
  params: Promise<{ packageId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** Lines of a list of shares; the rest is one line. */
const shownShares = 12;

export async function generateMetadata({ params }: Pick<Props, "params">): Promise<Metadata> {
  return { title: `Statistics of ${(await requireApp(params)).name}` };
}

export default async function StatisticsPage({ params, searchParams }: Props) {
  const [app, actor, asked] = await Promise.all([requireApp(params), requireActor(), searchParams]);
  // A form sends what is left empty as well.
  const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== ""));
  const parsed = StatisticsQuery.safeParse(given);
  const query = parsed.data ?? StatisticsQuery.parse({});
  const statistics = await container().app.readStatistics({ actor, appId: app.id, query });
  const { total, span } = statistics;
  const csv = `/api/v1/apps/${app.id}/statistics.csv?${new URLSearchParams({
    from: span.from,
    to: span.to,
    ...(span.versionCode !== null && { version: String(span.versionCode) }),
  })}`;
  return (
    <Stack gap="lg">
      {!parsed.success && (
        <Alert color="yellow" title="These days cannot be shown">
          {parsed.error.issues[0]?.message} The latest 30 days are shown instead.
        </Alert>
      )}
      <SpanFilter statistics={statistics} days={query.from ? null : query.days} />
      {total.downloads + total.failures === 0 ? (
        <Section title="Downloads">
          <EmptyState icon={<IconChartBar size={24} />} title="No downloads in this time">
            They appear here within a minute. Those of a CDN come with its logs, most of them within an hour.
          </EmptyState>
        </Section>
      ) : (
        <>
          <Figures total={total} />
          <Over statistics={statistics} csv={csv} />
          <div className={classes.columns}>
            <Stack gap="lg">
              <Versions statistics={statistics} />
              <Clients total={total} />
            </Stack>
            <Countries statistics={statistics} csv={csv} />
          </div>
        </>
      )}
    </Stack>
  );
}

function Figures({ total }: { total: Statistics["total"] }) {
  const { downloads, firstInstalls, updates, deltas, savedBytes, failures, bytes } = total;
  const asked = downloads + failures;
  return (
    <div className={usage.figures}>
      <FigureCard label="Downloads" title={exactBytes(bytes)} note={`${formatBytes(bytes)} sent`}>
        {downloads.toLocaleString("en")}
      </FigureCard>
      <FigureCard label="Updates" note={`${countOf(firstInstalls, "first installation")}`}>
        {updates.toLocaleString("en")}
      </FigureCard>
      <FigureCard
        label="Saved by deltas"
        title={exactBytes(savedBytes)}
        note={`${countOf(deltas, "delta")} instead of packages`}
      >
        {formatBytes(savedBytes)}
      </FigureCard>
      <FigureCard
        label="Failures"
        note={asked === 0 ? undefined : `${((failures / asked) * 100).toFixed(1)} % of what was asked for`}
      >
        {failures.toLocaleString("en")}
      </FigureCard>
    </div>
  );
}

function Over({ statistics: { buckets, unit }, csv }: { statistics: Statistics; csv: string }) {
  return (
    <Section
      title={`Downloads by ${unit}`}
      aside={
        <DownloadLink href={csv} size="xs" leftSection={<IconDownload size={15} />}>
          CSV
        </DownloadLink>
      }
    >
      <figure
        className={usage.figure}
        aria-label={`Downloads by ${unit}, updates and first installations; the table below has the numbers`}
      >
        <DownloadsChart
          unit={unit}
          buckets={buckets.map(({ day, downloads, firstInstalls, updates }) => ({
            day,
            first: firstInstalls,
            update: updates,
            unknown: downloads - firstInstalls - updates,
          }))}
        />
      </figure>
      <DownloadsNumbers buckets={buckets} unit={unit} />
    </Section>
  );
}

function Versions({ statistics: { versions, span, total } }: { statistics: Statistics }) {
  const shown = versions.filter(({ versionCode }) => [null, versionCode].includes(span.versionCode));
  const { from, to } = span;
  const shares = shown.map(({ versionCode, versionName, downloads }) => ({
    key: String(versionCode),
    label: versionName ? `${versionName} (${versionCode})` : String(versionCode),
    count: downloads,
    href: `?${new URLSearchParams({ from, to, version: String(versionCode) })}`,
  }));
  return (
    <Section title="By version">
      <ShareList shares={shortened(shares, total.downloads)} total={total.downloads} />
    </Section>
  );
}

function Countries({ statistics: { countries, total }, csv }: { statistics: Statistics; csv: string }) {
  const shares = countries.map(({ country, downloads }) => ({
    key: country ?? "none",
    label: countryName(country),
    count: downloads,
    color: "teal-5",
  }));
  return (
    <Section
      title="By country"
      aside={
        <Group gap="xs">
          <DownloadLink href={`${csv}&by=country`} size="xs" leftSection={<IconDownload size={15} />}>
            CSV
          </DownloadLink>
        </Group>
      }
    >
      <ShareList shares={shortened(shares, total.downloads)} total={total.downloads} />
    </Section>
  );
}

function Clients({ total }: { total: Statistics["total"] }) {
  const { downloads, byDevice, byBrowser, byCommandLine } = total;
  const shares = [
    { key: "device", label: "Devices", count: byDevice },
    { key: "browser", label: "Browsers", count: byBrowser },
    { key: "command_line", label: "Command line", count: byCommandLine },
    { key: "other", label: "Others", count: downloads - byDevice - byBrowser - byCommandLine },
  ].map((share) => ({ ...share, color: "cyan-5" }));
  return (
    <Section title="By client">
      <ShareList shares={shares} total={downloads} />
    </Section>
  );
}

type Shares = Parameters<typeof ShareList>[0]["shares"];

/** The first of them, and what is left of the whole as one line. */
function shortened(shares: Shares, total: number): Shares {
  const first = shares.slice(0, shownShares);
  const rest = total - first.reduce((sum, { count }) => sum + count, 0);
  return rest > 0 ? [...first, { key: "rest", label: "All others", count: rest, color: "gray-5" }] : first;
}
