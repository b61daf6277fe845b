"use client";

import "@mantine/charts/styles.css";
import { BarChart, LineChart } from "@mantine/charts";
import type { DashboardSpan } from "@mosis/domain";
import { chartHeight } from "./chart-height.ts";
import { formatAmount, type Unit } from "./format-amount.ts";
import { stepName } from "./step-name.ts";

export interface Series {
  name: string;
  label: string;
  color: string;
}

/** One bar, or one point of each line, for each step; times are those of the visitor. */
export default function StepDrawing({
  steps,
  series,
  unit,
  span,
  kind = "bars",
}: {
  steps: readonly ({ at: string } & Record<string, string | number | null>)[];
  series: readonly Series[];
  unit: Unit;
  span: DashboardSpan;
  kind?: "bars" | "lines";
}) {
  const shared = {
    h: chartHeight,
    data: steps.map((step) => ({ ...step })),
    dataKey: "at",
    series: [...series],
    withLegend: true,
    legendProps: { verticalAlign: "bottom" as const, itemSorter: null },
    yAxisProps: { width: 60, tickFormatter: (value: number) => formatAmount(unit, value) },
    xAxisProps: { minTickGap: 36, tickFormatter: (at: string) => stepName(at, span, "short") },
    valueFormatter: (value: number) => formatAmount(unit, value),
    tooltipProps: { labelFormatter: (at: unknown) => stepName(at, span, "long") },
  };
  return kind === "bars" ? (
    <BarChart {...shared} type="stacked" barProps={{ isAnimationActive: false }} />
  ) : (
    <LineChart
      {...shared}
      curveType="linear"
      connectNulls={false}
      strokeWidth={2}
      dotProps={{ r: 2 }}
      lineProps={{ isAnimationActive: false }}
    />
  );
}
