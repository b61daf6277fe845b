"use client";

import { Badge } from "@mantine/core";
import Link from "next/link";
import { usePathname } from "next/navigation";
import classes from "./page-tabs.module.css";

/** The parts of a place, each a page of its own: the first at `base` itself. */
export function PageTabs({
  label,
  base,
  tabs,
}: {
  label: string;
  base: string;
  tabs: readonly { path: string; label: string; notice?: string | null }[];
}) {
  const here = usePathname();
  return (
    <nav className={classes.tabs} aria-label={label}>
      {tabs.map(({ path, label, notice }) => {
        const href = base + path;
        const current = path === "" ? here === href : here.startsWith(href);
        return (
          <Link key={path} href={href} className={classes.tab} aria-current={current ? "page" : undefined}>
            {label}
            {notice && (
              <Badge color="red" size="sm" ml={6}>
                {notice}
              </Badge>
            )}
          </Link>
        );
      })}
    </nav>
  );
}
