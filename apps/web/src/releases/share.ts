import { allDevices } from "@mosis/domain";

/** Shares that people begin with and raise to, in hundredths of a percent. */
export const sharePresets = [100, 500, 1_000, 2_500, 5_000, allDevices] as const;

/** A share as people read it: `10 %`, `0.01 %`. */
export function formatShare(basisPoints: number): string {
  return `${formatPercent(basisPoints / 100)} %`;
}

const twoPlaces = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });

export function formatPercent(percent: number): string {
  return twoPlaces.format(percent);
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
  const [count, unit] = hours >= 24 && hours % 24 === 0 ? [hours / 24, "day"] : [hours, "hour"];
  return count === 1 ? `1 ${unit}` : `${count.toLocaleString("en")} ${unit}s`;
}
