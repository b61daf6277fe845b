"use client";

import "@mantine/charts/styles.css";
import { BarChart } from "@mantine/charts";
import { bucketName } from "./bucket-name.ts";
import { installLooks } from "./install-looks.ts";

const short = new Intl.NumberFormat("en", { notation: "compact" });

export default function DownloadsDrawing({
  buckets,
  unit,
}: {
  buckets: readonly { day: string; first: number; update: number; unknown: number }[];
  unit: "day" | "week" | "month";
}) {
  return (
    <BarChart
      h={280}
      data={buckets.map((bucket) => ({ ...bucket }))}
      dataKey="day"
      type="stacked"
      withLegend
      legendProps={{ verticalAlign: "bottom", itemSorter: null }}
      barProps={{ isAnimationActive: false, maxBarSize: 32 }}
      series={installLooks.map(({ kind, label, color }) => ({ name: kind, label, color }))}
      yAxisProps={{
        width: 48,
        allowDecimals: false,
        tickFormatter: (count: number) => short.format(count),
      }}
      xAxisProps={{ minTickGap: 40, tickFormatter: (day: string) => bucketName(day, unit, "short") }}
      valueFormatter={(count) => count.toLocaleString("en")}
      tooltipProps={{
        // Also asked for while nothing is pointed at.
        labelFormatter: (day: unknown) =>
          typeof day === "string" && day !== "" ? bucketName(day, unit, "long") : "",
      }}
    />
  );
}
