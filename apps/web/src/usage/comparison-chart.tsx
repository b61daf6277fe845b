"use client";

import { Skeleton } from "@mantine/core";
import dynamic from "next/dynamic";

/** A month's cost by price list, as bars. The drawing is loaded only where there is one. */
export const ComparisonChart = dynamic(() => import("./comparison-drawing.tsx"), {
  ssr: false,
  loading: () => <Skeleton height={320} />,
});
