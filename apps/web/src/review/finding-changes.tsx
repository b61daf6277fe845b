import { Badge, Text } from "@mantine/core";
import { compareFindings, type ReviewSheet, shownText, type VersionFinding } from "@mosis/domain";
import { Section } from "@/ui/section.tsx";
import classes from "./review.module.css";

const mostShown = 8;

/** What the checks say now and did not say of the last published version, and the other way round. */
export function FindingChanges({ version, before }: Pick<ReviewSheet, "version" | "before">) {
  const { added, gone, kept } = compareFindings(before?.findings ?? [], version.findings);
  const rows = [
    ...added.map((finding) => ({ finding, label: before ? "New" : "Found", color: "yellow" })),
    ...gone.map((finding) => ({ finding, label: "Gone", color: "green" })),
    ...kept.map((finding) => ({ finding, label: "Still there", color: "gray" })),
  ];
  return (
    <Section title="Findings">
      {rows.length === 0 ? (
        <Text c="dimmed" size="sm" className={classes.empty}>
          The checks found nothing{before && ", and nothing before"}.
        </Text>
      ) : (
        <ul className={classes.marks}>
          {rows.slice(0, mostShown).map(({ finding, label, color }) => (
            <li key={keyOf(finding, label)} className={classes.mark}>
              <Badge color={color} size="sm">
                {label}
              </Badge>
              <Text span size="sm">
                {finding.message}
              </Text>
              {finding.path !== null && <span className={classes.path}>{shownText(finding.path)}</span>}
            </li>
          ))}
          {rows.length > mostShown && (
            <li>
              <Text size="sm" c="dimmed">
                and {(rows.length - mostShown).toLocaleString("en")} more, under Findings.
              </Text>
            </li>
          )}
        </ul>
      )}
    </Section>
  );
}

function keyOf({ code, path, message }: VersionFinding, label: string): string {
  return JSON.stringify([label, code, path, message]);
}
