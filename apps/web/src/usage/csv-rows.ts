import { type DeveloperDay, storedStates, type UsageDay } from "@mosis/domain";

const used = ["class_a", "class_b", "egress_bytes", "delta_bytes_saved"];
const stored = ["stored_bytes", "peak_bytes", ...storedStates.map((state) => `${state}_bytes`)];

/** Names of the columns of a day, as the API spells them. */
export const dayColumns: readonly string[] = ["day", ...stored, ...used];
export const developerDayColumns: readonly string[] = [
  "day",
  "developer_id",
  "developer",
  ...stored,
  ...used,
];

/** A day without a look has no bytes, which is not the same as none. */
function amounts(day: UsageDay): (number | null)[] {
  const { storedBytes, peakBytes, byState } = day;
  const kept = [storedBytes, peakBytes, ...storedStates.map((state) => byState[state] ?? 0)];
  return [
    ...kept.map((bytes) => (day.recordedAt === null ? null : bytes)),
    ...[day.classA, day.classB, day.egressBytes, day.deltaBytesSaved],
  ];
}

export const dayRow = (day: UsageDay) => [day.day, ...amounts(day)];
export const developerDayRow = (day: DeveloperDay) => [day.day, day.developerId, day.name, ...amounts(day)];
