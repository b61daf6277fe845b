"use client";

import type { PlatformRole } from "@mosis/domain";
import {
  IconApps,
  IconArrowsDiff,
  IconCalendarX,
  IconChecklist,
  IconCoin,
  IconDatabase,
  IconDevices,
  IconHome,
  IconKey,
  IconListCheck,
  IconSettings,
} from "@tabler/icons-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import classes from "./shell.module.css";

const places = [
  { href: "/console", label: "Home", Icon: IconHome, for: ["member", "reviewer", "admin"] },
  { href: "/console/apps", label: "Apps", Icon: IconApps, for: ["member", "reviewer", "admin"] },
  { href: "/review", label: "Review", Icon: IconChecklist, for: ["reviewer", "admin"] },
  { href: "/console/tokens", label: "Tokens", Icon: IconKey, for: ["member", "reviewer", "admin"] },
  { href: "/console/sessions", label: "Sessions", Icon: IconDevices, for: ["member", "reviewer", "admin"] },
  { href: "/admin/retention", label: "Retention", Icon: IconCalendarX, for: ["admin"] },
  { href: "/admin/storage", label: "Storage", Icon: IconDatabase, for: ["admin"] },
  { href: "/admin/cost", label: "Cost", Icon: IconCoin, for: ["admin"] },
  { href: "/admin/jobs", label: "Jobs", Icon: IconListCheck, for: ["admin"] },
  { href: "/admin/reconciliation", label: "Reconciliation", Icon: IconArrowsDiff, for: ["admin"] },
  { href: "/admin/settings", label: "Settings", Icon: IconSettings, for: ["admin"] },
] satisfies readonly { for: readonly PlatformRole[]; [shown: string]: unknown }[];

/** The places of the working area: beside the page, and on a phone within reach of the thumb. */
export function SideNav({ role }: { role: PlatformRole }) {
  const path = usePathname();
  if (!/^\/(console|review|admin)(\/|$)/.test(path)) return null;
  const isHere = (href: string) => (href === "/console" ? path === href : path.startsWith(href));
  return (
    <nav className={classes.side} aria-label="Console">
      {places.map(
        ({ href, label, Icon, for: roles }) =>
          roles.some((one) => one === role) && (
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
