"use client";

import { IconApps, IconChecklist, IconDevices, IconHome, IconKey } from "@tabler/icons-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import classes from "./shell.module.css";

const places = [
  { href: "/console", label: "Home", Icon: IconHome },
  { href: "/console/apps", label: "Apps", Icon: IconApps },
  { href: "/review", label: "Review", Icon: IconChecklist },
  { href: "/console/tokens", label: "Tokens", Icon: IconKey },
  { href: "/console/sessions", label: "Sessions", Icon: IconDevices },
] as const;

/** The places of the working area: beside the page, and on a phone within reach of the thumb. */
export function SideNav({ reviewer }: { reviewer: boolean }) {
  const path = usePathname();
  if (!/^\/(console|review)(\/|$)/.test(path)) return null;
  const isHere = (href: string) => (href === "/console" ? path === href : path.startsWith(href));
  return (
    <nav className={classes.side} aria-label="Console">
      {places.map(
        ({ href, label, Icon }) =>
          (href !== "/review" || reviewer) && (
            <Link
              key={href}
              href={href}
              className={classes.place}
              aria-current={isHere(href) ? "page" : undefined}
            >
              <Icon size={18} stroke={1.6} aria-hidden="true" />
              {label}
            </Link>
          ),
      )}
    </nav>
  );
}
