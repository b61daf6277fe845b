import { Text } from "@mantine/core";
import Link from "next/link";
import classes from "./app-card.module.css";
import { AppIcon } from "./app-icon.tsx";

/** An app as the catalog shows it; without an address, as it will look there. */
export function AppCard({
  app,
  note,
  href,
}: {
  app: { id: string; name: string; summary: string; icon: { contentHash: string } | null };
  /** The small line: category, version, developer. */
  note: string;
  href?: string;
}) {
  return (
    <div className={classes.card} data-linked={href !== undefined || undefined}>
      <AppIcon app={app} size={56} />
      <div className={classes.words}>
        {href ? (
          <Link href={href} className={classes.name}>
            {app.name}
          </Link>
        ) : (
          <span className={classes.name}>{app.name}</span>
        )}
        <Text c="dimmed" lineClamp={2} style={{ overflowWrap: "anywhere" }}>
          {app.summary}
        </Text>
        <Text size="xs" c="dimmed" className={`${classes.note} tabular`}>
          {note}
        </Text>
      </div>
    </div>
  );
}
