import { Text } from "@mantine/core";
import type { HaltedItem } from "@mosis/domain";
import { IconChevronRight } from "@tabler/icons-react";
import Link from "next/link";
import { presentOnTrack } from "@/http/present-releases.ts";
import { ReleaseBadge } from "@/releases/release-badge.tsx";
import { haltedBriefly, nameOf } from "@/releases/release-words.ts";
import { AppIcon } from "@/ui/app-icon.tsx";
import { RelativeTime } from "@/ui/relative-time.tsx";
import classes from "@/ui/rows.module.css";

/** Rollouts that paused by themselves; each leads to where that is decided. */
export function HaltedList({ items }: { items: readonly HaltedItem[] }) {
  return (
    <ul className={classes.list}>
      {items.map(({ app, track, release }) => {
        const shown = presentOnTrack(release);
        return (
          <li key={release.id} className={`${classes.item} row-link`}>
            <AppIcon app={app} size={36} />
            <div className={classes.words}>
              <Link className="row-anchor" href={`/console/apps/${app.packageId}/releases`}>
                {app.name} {nameOf(shown)} on {track.name}
              </Link>
              <Text size="sm" c="dimmed">
                {haltedBriefly(shown)} · <RelativeTime at={release.statusChangedAt} />
              </Text>
            </div>
            <ReleaseBadge status={release.status} halted />
            <IconChevronRight size={16} className={classes.chevron} aria-hidden="true" />
          </li>
        );
      })}
    </ul>
  );
}
