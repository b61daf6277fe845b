import { Text } from "@mantine/core";
import type { RecentDownloads } from "@mosis/domain";
import { IconChevronRight } from "@tabler/icons-react";
import Link from "next/link";
import { DayBars } from "@/statistics/day-bars.tsx";
import { countOf } from "@/ui/count-of.ts";
import rows from "@/ui/rows.module.css";

/** What one's apps were downloaded in the latest days; each leads to its statistics. */
export function RecentList({ days, apps }: { days: readonly string[]; apps: readonly RecentDownloads[] }) {
  const half = days.length / 2;
  return (
    <ul className={rows.list}>
      {apps.map(({ app, days: found }) => {
        const byDay = new Map<string, number>(found.map(({ day, downloads }) => [day, downloads]));
        const counts = days.map((day) => byDay.get(day) ?? 0);
        const sum = (some: readonly number[]) => some.reduce((all, one) => all + one, 0);
        const [before, lately] = [sum(counts.slice(0, half)), sum(counts.slice(half))];
        return (
          <li key={app.id} className={`${rows.item} row-link`}>
            <div className={rows.words}>
              <Link className="row-anchor" href={`/console/apps/${app.packageId}/statistics`}>
                {app.name}
              </Link>
              <Text size="sm" c="dimmed" className="tabular">
                {countOf(lately, "download")} in {half} days, {before.toLocaleString("en")} in the {half}{" "}
                before
              </Text>
            </div>
            <DayBars counts={counts} />
            <IconChevronRight size={16} className={rows.chevron} aria-hidden="true" />
          </li>
        );
      })}
    </ul>
  );
}
