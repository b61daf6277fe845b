import { Text } from "@mantine/core";
import type { AttentionItem } from "@mosis/domain";
import { IconChevronRight } from "@tabler/icons-react";
import Link from "next/link";
import { AppIcon } from "@/ui/app-icon.tsx";
import { RelativeTime } from "@/ui/relative-time.tsx";
import classes from "@/ui/rows.module.css";
import { StatusBadge } from "@/ui/status-badge.tsx";
import { whatNext } from "./what-next.ts";

/** Versions with what they mean for the developer; each leads to where that is done. */
export function AttentionList({ items }: { items: readonly AttentionItem[] }) {
  return (
    <ul className={classes.list}>
      {items.map(({ app, version }) => (
        <li key={version.id} className={`${classes.item} row-link`}>
          <AppIcon app={app} size={36} />
          <div className={classes.words}>
            <Link className="row-anchor" href={`/console/apps/${app.packageId}/versions/${version.id}`}>
              {app.name} {version.versionName ?? version.fileName}
            </Link>
            <Text size="sm" c="dimmed">
              {whatNext[version.status]} · <RelativeTime at={version.statusChangedAt} />
            </Text>
          </div>
          <StatusBadge status={version.status} />
          <IconChevronRight size={16} className={classes.chevron} aria-hidden="true" />
        </li>
      ))}
    </ul>
  );
}
