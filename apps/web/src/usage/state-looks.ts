import { type BytesByState, type StoredState, storedStates } from "@mosis/domain";
import { statusLooks } from "@/ui/status-badge.tsx";

/** How what is stored is called and coloured in charts: as its status, in shades that stand apart side by side. */
export const stateLooks: Record<StoredState, { label: string; color: string }> = {
  validating: { label: statusLooks.validating.label, color: "blue.5" },
  failed: { label: statusLooks.failed.label, color: "red.4" },
  draft: { label: statusLooks.draft.label, color: "gray.5" },
  in_review: { label: statusLooks.in_review.label, color: "yellow.5" },
  approved: { label: statusLooks.approved.label, color: "teal.5" },
  rejected: { label: statusLooks.rejected.label, color: "red.6" },
  published: { label: statusLooks.published.label, color: "green.6" },
  withdrawn: { label: statusLooks.withdrawn.label, color: "orange.5" },
  removed: { label: statusLooks.removed.label, color: "red.8" },
  upload: { label: "Waiting for its check", color: "cyan.5" },
  icon: { label: "Icons", color: "grape.5" },
  screenshot: { label: "Screenshots", color: "lime.6" },
  feed: { label: "Release documents", color: "indigo.4" },
  device_keys: { label: "Public keys", color: "indigo.7" },
  quarantine: { label: "In quarantine", color: "violet.5" },
  other: { label: "Without a version", color: "pink.5" },
};

/** The states that have bytes in any of these, those with the most bytes first. */
export function statesOf(all: readonly BytesByState[]): StoredState[] {
  const most = (state: StoredState) => Math.max(...all.map((byState) => byState[state] ?? 0));
  return storedStates
    .map((state) => ({ state, bytes: all.length === 0 ? 0 : most(state) }))
    .filter(({ bytes }) => bytes > 0)
    .sort((a, b) => b.bytes - a.bytes)
    .map(({ state }) => state);
}
