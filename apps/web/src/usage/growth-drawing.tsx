"use client";

import "@mantine/charts/styles.css";
import { AreaChart } from "@mantine/charts";
import type { BytesByState, StoredState } from "@mosis/domain";
import { formatBytes } from "@/ui/format-bytes.ts";
import { exactBytes } from "./exact.ts";
import { stateLooks } from "./state-looks.ts";

const dayName = new Intl.DateTimeFormat("en", { day: "numeric", month: "short", timeZone: "UTC" });
const fullDay = new Intl.DateTimeFormat("en", { dateStyle: "full", timeZone: "UTC" });

/** Also asked for while nothing is pointed at. */
function nameOfDay(day: unknown): string {
  return typeof day === "string" && day !== "" ? fullDay.format(new Date(day)) : "";
}

export default function GrowthDrawing({
  days,
  states,
}: {
  days: readonly ({ day: string } & BytesByState)[];
  states: readonly StoredState[];
}) {
  return (
    <AreaChart
      h={300}
      data={days.map((day) => ({ ...day }))}
      dataKey="day"
      type="stacked"
      curveType="linear"
      withDots={false}
      withLegend
      legendProps={{ verticalAlign: "bottom", itemSorter: null }}
      strokeWidth={1}
      fillOpacity={0.55}
      areaProps={{ isAnimationActive: false }}
      series={states.map((state) => ({
        name: state,
        label: stateLooks[state].label,
        color: stateLooks[state].color,
      }))}
      yAxisProps={{ width: 64, tickFormatter: (bytes: number) => formatBytes(bytes) }}
      xAxisProps={{ minTickGap: 48, tickFormatter: (day: string) => dayName.format(new Date(day)) }}
      valueFormatter={exactBytes}
      tooltipProps={{ labelFormatter: nameOfDay }}
    />
  );
}
