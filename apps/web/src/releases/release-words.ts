import { fewestReports, type ReleaseStatus } from "@mosis/domain";
import type { ReleaseJson, ReleaseOnTrackJson, TrackJson } from "../http/client.ts";
import { countOf } from "../ui/count-of.ts";
import { formatShare } from "./share.ts";

/** The one place that says how the status of a release is called and coloured. */
export const releaseLooks = {
  scheduled: { label: "Scheduled", color: "blue" },
  rolling: { label: "Rolling out", color: "iris" },
  paused: { label: "Paused", color: "yellow" },
  complete: { label: "Complete", color: "green" },
  superseded: { label: "Superseded", color: "gray" },
  rolled_back: { label: "Rolled back", color: "orange" },
  cancelled: { label: "Cancelled", color: "gray" },
} as const satisfies Record<ReleaseStatus, { label: string; color: string }>;

type Named = { version: { version: string | null; version_code: number | null } };

/** `2.4.0 (13)`. */
export function nameOf({ version }: Named): string {
  const code = version.version_code === null ? "" : ` (${version.version_code})`;
  return `${version.version ?? "A version"}${code}`;
}

/** What the devices that do not get a release get instead. */
export function othersGet(base: Named | null): string {
  return base ? `the others get ${nameOf(base)}` : "the others find nothing new";
}

type Counted = Pick<ReleaseJson, "installed" | "failed" | "judged" | "halt_threshold">;

/** What devices reported, with what it says about all of them. */
export function reportWords({ installed, failed, judged, halt_threshold }: Counted): string {
  if (installed + failed === 0) return "No device has reported yet.";
  const counts = `${countOf(installed, "device")} installed it, ${failed.toLocaleString("en")} failed`;
  const bound = formatShare(halt_threshold);
  if (judged.reports < fewestReports) {
    const missing = fewestReports - judged.reports;
    return `${counts}. It is judged after ${countOf(missing, "more report")}; it pauses when more than ${bound} fail.`;
  }
  return `${counts}. With 95\u00a0% confidence ${leastFailing(judged)} or more fail; it pauses above ${bound}.`;
}

/** Why a release paused by itself, in numbers. */
export function haltWords({ judged, halt_threshold }: Counted): string {
  return (
    `${judged.failed.toLocaleString("en")} of ${countOf(judged.reports, "device")} that reported could not install it. ` +
    `With 95\u00a0% confidence, ${leastFailing(judged)} or more fail; this release bears ${formatShare(halt_threshold)}.`
  );
}

/** The same in a few words. */
export function haltedBriefly({ judged }: Counted): string {
  return `${judged.failed.toLocaleString("en")} of ${countOf(judged.reports, "device")} could not install it`;
}

function leastFailing({ failing_share_at_least }: Counted["judged"]): string {
  return formatShare(Math.round(failing_share_at_least * 1_000) * 10);
}

/** What rolling a release back does, for whoever is asked. */
export function rollBackWords(release: ReleaseOnTrackJson, track: TrackJson): string {
  const keep = `Devices that have installed ${nameOf(release)} keep it: no device goes back to a lower version.`;
  const isBase = release.status === "complete";
  const next = isBase ? track.beneath : track.base;
  const others = next
    ? `All others on ${track.name} get ${nameOf(next)}, within seconds.`
    : `All others find nothing on ${track.name} any more.`;
  const rollout =
    isBase && track.candidate ? ` The rollout of ${nameOf(track.candidate)} is not touched.` : "";
  return `${keep} ${others}${rollout}`;
}

/** Changes whenever what a page shows of the tracks does. */
export function signatureOf({ items }: { items: readonly TrackJson[] }): string {
  return items
    .map(({ id, devices, base, candidate, scheduled, beneath }) =>
      [id, devices, ...[base, candidate, scheduled, beneath].map(pictureOf)].join(" "),
    )
    .join("\n");
}

function pictureOf(release: ReleaseOnTrackJson | null): string {
  if (!release) return "-";
  const { id, status, basis_points, installed, failed, judged, raises_at, starts_at } = release;
  return [id, status, basis_points, installed, failed, judged.reports, raises_at, starts_at].join(",");
}
