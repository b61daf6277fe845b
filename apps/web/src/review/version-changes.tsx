import { Badge, Text } from "@mantine/core";
import { compareManifests, type ReviewSheet } from "@mosis/domain";
import { permissions as catalogue } from "@mosis/format";
import { Section } from "@/ui/section.tsx";
import classes from "./review.module.css";

/** Fields as people call them; what is not among them is called as in the manifest. */
const fieldNames: Readonly<Record<string, string>> = {
  manifest_version: "Format",
  id: "Package ID",
  name: "Name",
  version: "Version",
  version_code: "Code",
  description: "Description",
  author: "Author",
  entry: "Start page",
  icon: "Icon",
  min_os_version: "Needs OS",
  locales: "Languages",
  license: "License",
  homepage: "Homepage",
};

const exactBytes = (bytes: number) => `${bytes.toLocaleString("en")} bytes`;

/** What the manifest says now and said in the last published version, permissions first. */
export function VersionChanges({ version, before }: Pick<ReviewSheet, "version" | "before">) {
  const { changed, same, permissions } = compareManifests(before?.manifest ?? null, version.manifest);
  const marks = [
    ...permissions.added.map((id) => ({ id, label: before ? "New" : "Asks", color: "red" })),
    ...permissions.removed.map((id) => ({ id, label: "Gone", color: "green" })),
    ...permissions.kept.map((id) => ({ id, label: "As before", color: "gray" })),
  ];
  const rows = [
    ...changed,
    ...(before && before.size !== version.size
      ? [{ field: "Package", before: exactBytes(before.size), after: exactBytes(version.size) }]
      : []),
  ];
  return (
    <>
      <Section title="Permissions">
        {marks.length === 0 ? (
          <Text c="dimmed" size="sm" className={classes.empty}>
            It asks for none{before && ", and did not before"}.
          </Text>
        ) : (
          <ul className={classes.marks}>
            {marks.map(({ id, label, color }) => (
              <li key={id} className={classes.mark}>
                <Badge color={color} size="sm">
                  {label}
                </Badge>
                <Text span fw={550} size="sm">
                  {catalogue[id as keyof typeof catalogue].title}
                </Text>
                <Text span c="dimmed" size="sm">
                  {catalogue[id as keyof typeof catalogue].description}
                </Text>
              </li>
            ))}
          </ul>
        )}
      </Section>
      <Section title="Manifest">
        {rows.length === 0 ? (
          <Text c="dimmed" size="sm" className={classes.empty}>
            Nothing changed.
          </Text>
        ) : (
          <table className={classes.changes}>
            <thead>
              <tr>
                <th scope="col">Field</th>
                {before && <th scope="col">Was</th>}
                <th scope="col">Is</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ field, before: was, after: is }) => (
                <tr key={field}>
                  <th scope="row">{fieldNames[field] ?? field}</th>
                  {before && <td>{was === null ? "–" : <span className={classes.was}>{was}</span>}</td>}
                  <td>{is === null ? "–" : <span className={before ? classes.is : undefined}>{is}</span>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        {before && same > 0 && (
          <Text c="dimmed" size="sm" px="lg" py="sm">
            {same} more fields are as they were.
          </Text>
        )}
      </Section>
    </>
  );
}
