import { Badge } from "@mantine/core";
import type { ReleaseStatus } from "@mosis/domain";
import { releaseLooks } from "./release-words.ts";

export function ReleaseBadge({ status, halted = false }: { status: ReleaseStatus; halted?: boolean }) {
  const { label, color } = releaseLooks[status];
  return <Badge color={halted ? "red" : color}>{halted ? "Paused by itself" : label}</Badge>;
}
