"use client";

import { Skeleton } from "@mantine/core";
import dynamic from "next/dynamic";
import { chartHeight } from "./chart-height.ts";

/** Numbers by step of time. The drawing is loaded only where there is one. */
export const StepChart = dynamic(() => import("./step-drawing.tsx"), {
  ssr: false,
  loading: () => <Skeleton height={chartHeight} />,
});
