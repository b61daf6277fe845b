import { Code, Group, Text } from "@mantine/core";
import type { VersionFinding } from "@mosis/domain";
import { IconAlertTriangle, IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import { countOf } from "./count-of.ts";
import classes from "./findings-report.module.css";
import { type FindingItem, groupFindings } from "./group-findings.ts";

const looks = {
  error: { color: "red", Icon: IconCircleX },
  warning: { color: "yellow", Icon: IconAlertTriangle },
} as const;

/** Places named outright; the others wait behind a word. */
const shownPaths = 4;

/**
 * What the checks found, errors first and by what they are about: where, what, and how to mend it. The same before
 * an upload and on the page of a version.
 */
export function FindingsReport({ findings }: { findings: readonly VersionFinding[] }) {
  if (findings.length === 0) {
    return (
      <Group gap="xs" px="lg" pb="lg">
        <IconCircleCheck size={18} color="var(--mantine-color-green-7)" aria-hidden="true" />
        <Text>Nothing to mend.</Text>
      </Group>
    );
  }
  return groupFindings(findings).map(({ severity, count, groups }) => {
    const { color, Icon } = looks[severity];
    return (
      <section key={severity} className={classes.severity} aria-label={countOf(count, severity)}>
        <div className={classes.total} aria-hidden="true">
          <Icon size={16} color={`var(--mantine-color-${color}-filled)`} />
          {countOf(count, severity)}
        </div>
        {groups.map((group) => (
          <div key={group.heading} className={classes.group}>
            <h3 className={classes.heading}>
              {group.heading}
              <span className={classes.count}>{group.count.toLocaleString("en")}</span>
            </h3>
            <ul className={classes.list}>
              {group.items.map((item) => (
                <li key={JSON.stringify(item)} className={classes.finding}>
                  <Text fw={550}>{item.message}</Text>
                  <Text>{item.fix}</Text>
                  <Places item={item} />
                </li>
              ))}
            </ul>
          </div>
        ))}
      </section>
    );
  });
}

function Places({ item: { code, paths } }: { item: FindingItem }) {
  const more = paths.slice(shownPaths);
  return (
    <>
      <div className={classes.places}>
        <Code>{code}</Code>
        {paths.slice(0, shownPaths).map((path, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a report never changes, and a path may be named twice.
          <span key={at} className={classes.path}>
            {path}
          </span>
        ))}
      </div>
      {more.length > 0 && (
        <details className={classes.more}>
          <summary>{countOf(more.length, "more place")}</summary>
          <ul className={classes.list}>
            {more.map((path, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: as above.
              <li key={at} className={classes.path}>
                {path}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
