import type { RetentionClass } from "@mosis/domain";

/** The one place that says how the reasons for deleting are called, explained and coloured. */
export const classWords: Record<RetentionClass, { label: string; color: string; explanation: string }> = {
  off_track: {
    label: "Off every track",
    color: "green",
    explanation: "Published once, withdrawn or replaced since: no device is led to it.",
  },
  draft: { label: "Draft", color: "gray", explanation: "Checked, and not submitted." },
  rejected: { label: "Rejected", color: "orange", explanation: "Turned down by a reviewer." },
  failed: { label: "Failed", color: "red", explanation: "Did not pass the checks." },
};
