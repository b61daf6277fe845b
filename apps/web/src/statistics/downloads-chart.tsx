"use client";

import { Skeleton } from "@mantine/core";
import dynamic from "next/dynamic";

/** Downloads over time, by what they were for. The drawing is loaded only where there is one. */
export const DownloadsChart = dynamic(() => import("./downloads-drawing.tsx"), {
  ssr: false,
  loading: () => <Skeleton height={280} />,
});
