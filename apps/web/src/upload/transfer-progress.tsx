"use client";

import { Group, Progress, Stack, Text } from "@mantine/core";
import { formatBytes } from "../ui/format-bytes.ts";
import type { TransferRate } from "./transfer-rate.ts";

/** A bar with percent, bytes, speed and time left; without the last two while it stands still. */
export function TransferProgress({
  label,
  progress,
  still = false,
}: {
  label: string;
  progress: TransferRate;
  still?: boolean;
}) {
  const { bytes, total, bytesPerSecond, secondsLeft } = progress;
  const percent = total === 0 ? 100 : Math.floor((bytes / total) * 100);
  return (
    <Stack gap={6}>
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={500}>
          {label}
        </Text>
        <Text size="sm" fw={500} className="tabular">
          {percent} %
        </Text>
      </Group>
      <Progress.Root size="md">
        <Progress.Section value={percent} aria-label={label} {...(still && { color: "gray" })} />
      </Progress.Root>
      <Group justify="space-between" gap="xs">
        <Text size="xs" c="dimmed" className="tabular">
          {formatBytes(bytes)} of {formatBytes(total)}
        </Text>
        <Text size="xs" c="dimmed" className="tabular">
          {!still && (bytesPerSecond === null ? "…" : `${formatBytes(bytesPerSecond)}/s`)}
          {!still && secondsLeft !== null && ` · ${timeLeft(secondsLeft)}`}
        </Text>
      </Group>
    </Stack>
  );
}

function timeLeft(seconds: number): string {
  if (seconds < 60) return `${seconds} s left`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${seconds % 60} s left`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min left`;
}
