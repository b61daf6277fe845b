"use client";

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
  tabs: readonly { path: string; label: string }[];
}) {
  const here = usePathname();
  return (
    <nav className={classes.tabs} aria-label={label}>
      {tabs.map(({ path, label }) => {
        const href = base + path;
        const current = path === "" ? here === href : here.startsWith(href);
        return (
          <Link key={path} href={href} className={classes.tab} aria-current={current ? "page" : undefined}>
            {label}
          </Link>
        );
      })}
    </nav>
  );
}
