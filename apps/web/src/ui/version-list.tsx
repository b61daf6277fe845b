import { Text } from "@mantine/core";
import type { VersionListItem } from "@mosis/domain";
import Link from "next/link";
import { countOf } from "./count-of.ts";
import { formatBytes } from "./format-bytes.ts";
import { RelativeTime } from "./relative-time.tsx";
import { StatusBadge } from "./status-badge.tsx";
import classes from "./version-list.module.css";

export function VersionList({
  packageId,
  versions,
}: {
  packageId: string;
  versions: readonly VersionListItem[];
}) {
  return (
    <ul className={classes.list}>
      {versions.map((version) => (
        <li key={version.id} className={`${classes.item} row-link`}>
          <div className={classes.words}>
            <Link className="row-anchor tabular" href={`/console/apps/${packageId}/versions/${version.id}`}>
              {version.versionName ?? version.fileName}
              {version.versionCode !== null && ` (${version.versionCode})`}
            </Link>
            <Text size="sm" c="dimmed" truncate>
              {version.fileName}
              {version.errors > 0 && ` · ${countOf(version.errors, "error")}`}
              {version.warnings > 0 && ` · ${countOf(version.warnings, "warning")}`}
            </Text>
          </div>
          <Text size="sm" c="dimmed" className={`${classes.size} tabular`}>
            {formatBytes(version.size)}
          </Text>
          <Text size="sm" c="dimmed" className={classes.when}>
            <RelativeTime at={version.createdAt} />
          </Text>
          <span className={classes.status}>
            <StatusBadge status={version.status} />
          </span>
        </li>
      ))}
    </ul>
  );
}
