import { Code, Group, Text } from "@mantine/core";
import type { VersionFinding } from "@mosis/domain";
import { IconAlertTriangle, IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import { countOf } from "./count-of.ts";
import classes from "./findings-report.module.css";

const severities = [
  { severity: "error", color: "red", Icon: IconCircleX },
  { severity: "warning", color: "yellow", Icon: IconAlertTriangle },
] as const;

/** What the checks found, errors first: where, what, and how to mend it. */
export function FindingsReport({ findings }: { findings: readonly VersionFinding[] }) {
  if (findings.length === 0) {
    return (
      <Group gap="xs" px="lg" pb="lg">
        <IconCircleCheck size={18} color="var(--mantine-color-green-7)" aria-hidden="true" />
        <Text>Nothing to mend.</Text>
      </Group>
    );
  }
  return severities.map(({ severity, color, Icon }) => {
    const group = findings.filter((finding) => finding.severity === severity);
    if (group.length === 0) return null;
    return (
      <section key={severity} aria-label={countOf(group.length, severity)}>
        <div className={classes.severity} aria-hidden="true">
          {countOf(group.length, severity)}
        </div>
        <ul className={classes.list}>
          {group.map((finding, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a report never changes, and findings may repeat.
            <li key={index} className={classes.finding}>
              <Icon size={18} color={`var(--mantine-color-${color}-filled)`} aria-hidden="true" />
              <div className={classes.words}>
                <Text fw={550}>{finding.message}</Text>
                <Text>{finding.fix}</Text>
                <Group gap={8} mt={6}>
                  <Code>{finding.code}</Code>
                  {finding.path && (
                    <Text size="sm" c="dimmed" ff="monospace" component="span">
                      {finding.path}
                    </Text>
                  )}
                </Group>
              </div>
            </li>
          ))}
        </ul>
      </section>
    );
  });
}
