import { Badge, Code, Group, Stack, Text } from "@mantine/core";
import type { VersionFinding } from "@mosis/domain";
import { IconCircleCheck } from "@tabler/icons-react";
import classes from "./findings-report.module.css";

const looks = {
  error: { label: "Error", color: "red" },
  warning: { label: "Warning", color: "yellow" },
} as const;

/** What the checks found, errors first: where, what, and how to mend it. */
export function FindingsReport({ findings }: { findings: readonly VersionFinding[] }) {
  const order = (["error", "warning"] as const).flatMap((severity) =>
    findings.filter((finding) => finding.severity === severity),
  );
  if (order.length === 0) {
    return (
      <Group gap="xs" px="lg" pb="lg">
        <IconCircleCheck size={18} color="var(--mantine-color-green-7)" aria-hidden="true" />
        <Text>Nothing to mend.</Text>
      </Group>
    );
  }
  return (
    <ul className={classes.list}>
      {order.map((finding, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a report never changes, and findings may repeat.
        <li key={index} className={classes.finding}>
          <Stack gap={6}>
            <Group gap="xs">
              <Badge color={looks[finding.severity].color}>{looks[finding.severity].label}</Badge>
              <Code>{finding.code}</Code>
              {finding.path && (
                <Text size="sm" c="dimmed" ff="monospace" style={{ overflowWrap: "anywhere" }}>
                  {finding.path}
                </Text>
              )}
            </Group>
            <Text>{finding.message}</Text>
            <Text c="dimmed">{finding.fix}</Text>
          </Stack>
        </li>
      ))}
    </ul>
  );
}
