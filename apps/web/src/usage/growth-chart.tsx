"use client";

import { Skeleton } from "@mantine/core";
import dynamic from "next/dynamic";

/** What is stored by day, by what it belongs to. The drawing is loaded only where there is one. */
export const GrowthChart = dynamic(() => import("./growth-drawing.tsx"), {
  ssr: false,
  loading: () => <Skeleton height={300} />,
});
