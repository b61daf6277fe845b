"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import classes from "./app-tabs.module.css";

const tabs = [
  { path: "", label: "Overview" },
  { path: "/versions", label: "Versions" },
  { path: "/listing", label: "Listing" },
];

export function AppTabs({ packageId }: { packageId: string }) {
  const here = usePathname();
  const base = `/console/apps/${packageId}`;
  return (
    <nav className={classes.tabs} aria-label="App">
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
