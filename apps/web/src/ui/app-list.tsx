import { Badge, Text } from "@mantine/core";
import type { AppListItem } from "@mosis/domain";
import Link from "next/link";
import { AppIcon } from "./app-icon.tsx";
import classes from "./app-list.module.css";
import { RelativeTime } from "./relative-time.tsx";
import rows from "./rows.module.css";
import { StatusBadge } from "./status-badge.tsx";

/** A developer's apps: what devices have, and what was uploaded last. */
export function AppList({ apps }: { apps: readonly AppListItem[] }) {
  return (
    <ul className={rows.list}>
      {apps.map((app) => (
        <li key={app.id} className={`${classes.item} row-link`}>
          <AppIcon app={app} size={40} />
          <div className={classes.words}>
            <Link className="row-anchor" href={`/console/apps/${app.packageId}`}>
              {app.name}
            </Link>
            <Text size="sm" c="dimmed" truncate>
              {app.packageId}
            </Text>
          </div>
          <div className={classes.badges}>
            {app.latest && app.latest.status !== "published" && <StatusBadge status={app.latest.status} />}
            {app.live ? (
              <Badge color="green" className="tabular">
                Live {app.live.versionName}
              </Badge>
            ) : (
              !app.latest && <Badge color="gray">No version yet</Badge>
            )}
          </div>
          <Text size="sm" c="dimmed" className={classes.when}>
            <RelativeTime at={app.latest?.createdAt ?? app.updatedAt} />
          </Text>
        </li>
      ))}
    </ul>
  );
}
