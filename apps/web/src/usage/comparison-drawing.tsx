"use client";

import "@mantine/charts/styles.css";
import { BarChart } from "@mantine/charts";
import { useMediaQuery } from "@mantine/hooks";
import { type CostLineName, formatDollars } from "@mosis/domain";
import { lineLooks } from "./line-looks.ts";

export default function ComparisonDrawing({
  lists,
}: {
  /** Amounts in micro-dollars. */
  lists: readonly ({ name: string } & Record<CostLineName, number>)[];
}) {
  const narrow = useMediaQuery("(max-width: 40em)") ?? false;
  return (
    <BarChart
      h={60 + lists.length * (narrow ? 48 : 38)}
      data={lists.map((list) => ({ ...list }))}
      dataKey="name"
      type="stacked"
      orientation="vertical"
      withLegend
      legendProps={{ verticalAlign: "bottom", itemSorter: null }}
      gridAxis="x"
      barProps={{ isAnimationActive: false, maxBarSize: 22 }}
      series={Object.entries(lineLooks).map(([name, { label, color }]) => ({ name, label, color }))}
      xAxisProps={{ tickFormatter: (amount: number) => formatDollars(amount) }}
      yAxisProps={{ width: narrow ? 120 : 210, tick: { fontSize: narrow ? 11 : 12, fill: "currentColor" } }}
      valueFormatter={formatDollars}
    />
  );
}
