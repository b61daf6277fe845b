import { allDevices } from "@mosis/domain";
import type { ReleaseJson } from "../http/client.ts";
import { countOf } from "../ui/count-of.ts";

/** Shares that people begin with and raise to, in hundredths of a percent. */
export const sharePresets = [100, 500, 1_000, 2_500, 5_000, allDevices] as const;

const twoPlaces = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });

/** A share as people read it, in one piece: `10 %`, `0.01 %`. */
export function formatShare(basisPoints: number): string {
  return `${twoPlaces.format(basisPoints / 100)}\u00a0%`;
}

/** What somebody typed, as hundredths of a percent; null for what is no share. */
export function shareOf(percent: string | number): number | null {
  const text = String(percent).trim();
  if (text === "" || !/^\d{1,3}(\.\d{1,2})?$/.test(text)) return null;
  const basisPoints = Math.round(Number(text) * 100);
  return basisPoints >= 1 && basisPoints <= allDevices ? basisPoints : null;
}

/** After how many hours a ramp has reached all devices, counted from its beginning. */
export function hoursToAll(
  basisPoints: number,
  ramp: { stepBasisPoints: number; everyHours: number },
): number {
  return Math.ceil((allDevices - basisPoints) / ramp.stepBasisPoints) * ramp.everyHours;
}

/** Hours in the largest unit that comes out even. */
export function formatHours(hours: number): string {
  return hours % 24 === 0 ? countOf(hours / 24, "day") : countOf(hours, "hour");
}

/** `by 10 % every 6 hours`. */
export function formatRamp({ step_basis_points, every_hours }: NonNullable<ReleaseJson["ramp"]>): string {
  return `by ${formatShare(step_basis_points)} every ${formatHours(every_hours).replace(/^1 /, "")}`;
}
