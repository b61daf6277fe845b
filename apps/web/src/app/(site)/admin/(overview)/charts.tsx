import { Text } from "@mantine/core";
import type { Dashboard, DashboardSpan } from "@mosis/domain";
import classes from "@/dashboard/dashboard.module.css";
import { formatAmount, type Unit } from "@/dashboard/format-amount.ts";
import { StepChart } from "@/dashboard/step-chart.tsx";
import type { Series } from "@/dashboard/step-drawing.tsx";
import { Section } from "@/ui/section.tsx";
import { NumberTable } from "@/usage/number-table.tsx";
import usage from "@/usage/usage.module.css";

type Step = { at: string } & Record<string, string | number | null>;

/** How it went, step by step. */
export function Charts({ dashboard: { uploads, downloads, span } }: { dashboard: Dashboard }) {
  return (
    <div className={classes.charts}>
      <Panel
        title="Uploads"
        span={span}
        unit="count"
        steps={uploads.steps.map(({ at, ended, failed }) => ({
          at: at.toISOString(),
          worked: ended - failed,
          failed,
        }))}
        series={[
          { name: "worked", label: "Worked", color: "teal.6" },
          { name: "failed", label: "Failed", color: "red.6" },
        ]}
      />
      <Panel
        title="Time of a check"
        span={span}
        unit="ms"
        kind="lines"
        steps={uploads.steps.map(({ at, p50Ms, p95Ms }) => ({ at: at.toISOString(), p50Ms, p95Ms }))}
        series={[
          { name: "p50Ms", label: "Half of them", color: "iris.5" },
          { name: "p95Ms", label: "95 %", color: "orange.6" },
        ]}
      />
      <Panel
        title="Downloads"
        span={span}
        unit="count"
        steps={downloads.steps.map(({ at, requests, failures }) => ({
          at: at.toISOString(),
          answered: requests - failures,
          failures,
        }))}
        series={[
          { name: "answered", label: "Answered", color: "teal.6" },
          { name: "failures", label: "Failed", color: "red.6" },
        ]}
      />
      <Panel
        title="Bytes downloaded"
        span={span}
        unit="bytes"
        steps={downloads.steps.map(({ at, bytes, cachedBytes }) => ({
          at: at.toISOString(),
          cachedBytes,
          fromBucket: bytes - cachedBytes,
        }))}
        series={[
          { name: "cachedBytes", label: "Out of the cache", color: "cyan.6" },
          { name: "fromBucket", label: "Out of the bucket", color: "iris.5" },
        ]}
      />
    </div>
  );
}

function Panel({
  title,
  steps,
  series,
  ...chart
}: {
  title: string;
  steps: readonly Step[];
  series: readonly Series[];
  unit: Unit;
  span: DashboardSpan;
  kind?: "bars" | "lines";
}) {
  const shown = steps.filter((step) => series.some(({ name }) => step[name]));
  return (
    <Section title={title}>
      {shown.length === 0 ? (
        <Text c="dimmed" px="lg" pb="lg">
          Nothing in this time.
        </Text>
      ) : (
        <>
          <figure className={usage.figure} aria-label={`${title}; the table below has the numbers`}>
            <StepChart steps={steps} series={series} {...chart} />
          </figure>
          <details className={usage.numbers}>
            <summary>Numbers as a table</summary>
            <NumberTable label={`${title} by time`}>
              <thead>
                <tr>
                  <th scope="col">From (UTC)</th>
                  {series.map(({ name, label }) => (
                    <th key={name} scope="col">
                      {label}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {shown.toReversed().map((step) => (
                  <tr key={step.at}>
                    <th scope="row">{step.at.slice(0, 16).replace("T", " ")}</th>
                    {series.map(({ name }) => (
                      <td key={name}>{formatAmount(chart.unit, step[name] as number | null)}</td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </NumberTable>
          </details>
        </>
      )}
    </Section>
  );
}
