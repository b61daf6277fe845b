import type { Limits } from "./limits.ts";

/** How many times data grows when that is more than allowed, otherwise null. Small data may grow as it likes. */
export function judgeGrowth(size: number, compressedSize: number, limits: Limits): number | null {
  if (size <= limits.ratioFloorBytes || size <= compressedSize * limits.ratio) return null;
  return Math.round(size / Math.max(1, compressedSize));
}
