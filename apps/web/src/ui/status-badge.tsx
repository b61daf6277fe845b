import { Badge } from "@mantine/core";
import type { VersionStatus } from "@mosis/domain";

/** The one place that says how a status is called and coloured. */
export const statusLooks = {
  validating: { label: "Checking", color: "blue" },
  failed: { label: "Failed", color: "red" },
  draft: { label: "Draft", color: "gray" },
  in_review: { label: "In review", color: "yellow" },
  approved: { label: "Approved", color: "teal" },
  rejected: { label: "Rejected", color: "red" },
  published: { label: "Published", color: "green" },
  withdrawn: { label: "Withdrawn", color: "orange" },
  removed: { label: "Removed", color: "red" },
} as const satisfies Record<VersionStatus, { label: string; color: string }>;

export function StatusBadge({ status }: { status: VersionStatus }) {
  const { label, color } = statusLooks[status];
  return <Badge color={color}>{label}</Badge>;
}
