"use client";

import { Group, Pagination, SegmentedControl, Skeleton, Stack, Text } from "@mantine/core";
import { dayMs, formatDollars } from "@mosis/domain";
import type { ForecastJson } from "@/http/present-retention.ts";
import { countOf } from "@/ui/count-of.ts";
import { formatBytes } from "@/ui/format-bytes.ts";
import { ProblemAlert } from "@/ui/problem-alert.tsx";
import { RelativeTime } from "@/ui/relative-time.tsx";
import rows from "@/ui/rows.module.css";
import { Section } from "@/ui/section.tsx";
import classes from "./policy.module.css";
import type { SimulationState } from "./use-simulation.ts";

const horizons = [7, 30, 90, 365];

/** The effect of the policy in the form beside that of the one in force, before anything is saved. */
export function Simulation({ simulation, isChanged }: { simulation: SimulationState; isChanged: boolean }) {
  const { result, problem, days, setDays } = simulation;
  return (
    <Section
      title="What it deletes"
      aside={
        <SegmentedControl
          size="xs"
          aria-label="How far to look ahead"
          value={String(days)}
          onChange={(value) => setDays(Number(value))}
          data={horizons.map((value) => ({
            value: String(value),
            label: value === 365 ? "1 year" : `${value} days`,
          }))}
        />
      }
    >
      {problem && problem.fields.length === 0 && <ProblemAlert problem={problem} />}
      {problem && problem.fields.length > 0 && (
        <Text c="dimmed" px="lg" pb="md">
          The policy needs a correction: {problem.fields[0]?.message}
        </Text>
      )}
      {result === null ? (
        <Stack px="lg" pb="lg">
          <Skeleton height={84} />
        </Stack>
      ) : (
        <Stack gap="md" style={{ opacity: simulation.isStale ? 0.55 : 1 }} aria-busy={simulation.isStale}>
          <div className={classes.sides}>
            <Side title="Policy in force" forecast={result.today} days={result.days} />
            {isChanged && (
              <div className={classes.changed}>
                <Side title="As changed above" forecast={result.changed} days={result.days} />
                <Text size="sm" mt="xs" className="tabular">
                  {difference(result.today, result.changed)}
                </Text>
              </div>
            )}
          </div>
          {result.apps.items.length > 0 && (
            <div>
              <Text px="lg" pb="xs" size="sm" fw={550}>
                {countOf(result.apps.total, "app")}, the most bytes first
              </Text>
              <ul className={rows.list}>
                {result.apps.items.map(({ app, versions, bytes, first }) => (
                  <li key={app.id} className={rows.item}>
                    <div className={rows.words}>
                      <Text fw={550} truncate>
                        {app.name}
                      </Text>
                      <Text size="sm" c="dimmed" truncate>
                        {app.package_id}
                      </Text>
                    </div>
                    <Text size="sm" className="tabular">
                      {countOf(versions, "version")} · {formatBytes(bytes)}
                    </Text>
                    <Text size="sm" c="dimmed" visibleFrom="xs">
                      from <RelativeTime at={new Date(first)} />
                    </Text>
                  </li>
                ))}
              </ul>
              {result.apps.page_count > 1 && (
                <Group justify="center" py="sm">
                  <Pagination
                    size="sm"
                    total={result.apps.page_count}
                    value={simulation.page}
                    onChange={simulation.setPage}
                    getControlProps={(control) => ({ "aria-label": `${control} page` })}
                  />
                </Group>
              )}
            </div>
          )}
        </Stack>
      )}
    </Section>
  );
}

/** What the change comes to, in a sentence. */
function difference(today: ForecastJson, changed: ForecastJson): string {
  const versions = changed.versions - today.versions;
  if (versions === 0 && changed.bytes === today.bytes) return "The same in the end, on other days.";
  const more = versions > 0 || (versions === 0 && changed.bytes > today.bytes);
  const dollars = formatDollars(Math.abs(changed.micro_dollars_a_month - today.micro_dollars_a_month));
  return `${countOf(Math.abs(versions), "version")}, ${formatBytes(Math.abs(changed.bytes - today.bytes))}, ${dollars} a month ${more ? "more" : "fewer"} than today's policy deletes.`;
}

function Side({ title, forecast, days }: { title: string; forecast: ForecastJson; days: number }) {
  const byDay = Map.groupBy(forecast.items, ({ day }) => day);
  const start = Date.now();
  const bars = Array.from({ length: days }, (_, at) => {
    const day = new Date(start + at * dayMs).toISOString().slice(0, 10);
    const items = byDay.get(day) ?? [];
    return {
      day,
      versions: items.reduce((sum, { versions }) => sum + versions, 0),
      bytes: items.reduce((sum, { bytes }) => sum + bytes, 0),
    };
  });
  const most = Math.max(1, ...bars.map(({ bytes }) => bytes));
  return (
    <div>
      <Text size="sm" c="dimmed">
        {title}
      </Text>
      <Text fw={600} className="tabular">
        {countOf(forecast.versions, "version")}, {formatBytes(forecast.bytes)},{" "}
        {formatDollars(forecast.micro_dollars_a_month)} a month less
      </Text>
      <div className={classes.bars} role="img" aria-label={`${title}: deleted a day`}>
        {bars.map(({ day, versions, bytes }) => (
          <div
            key={day}
            className={classes.bar}
            style={{ height: `${bytes === 0 ? 0 : Math.max(3, (100 * bytes) / most)}%` }}
            title={`${day}: ${countOf(versions, "version")}, ${bytes.toLocaleString("en")} bytes`}
          />
        ))}
      </div>
      <div className={classes.axis}>
        <span>today</span>
        <span>in {days} days</span>
      </div>
    </div>
  );
}
