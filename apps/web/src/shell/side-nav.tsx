"use client";

import type { PlatformRole } from "@mosis/domain";
import {
  IconAdjustments,
  IconApps,
  IconChecklist,
  IconDevices,
  IconHome,
  IconKey,
  IconUsers,
  IconWebhook,
  type TablerIcon,
} from "@tabler/icons-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { adminPlaces } from "./admin-places.ts";
import classes from "./shell.module.css";

const everyone = ["member", "reviewer", "admin"] as const;
const places = [
  { href: "/console", label: "Home", Icon: IconHome, for: everyone },
  { href: "/console/apps", label: "Apps", Icon: IconApps, for: everyone },
  { href: "/review", label: "Review", Icon: IconChecklist, for: ["reviewer", "admin"] },
  { href: "/console/team", label: "Team", Icon: IconUsers, for: everyone },
  { href: "/console/tokens", label: "Tokens", Icon: IconKey, for: everyone },
  { href: "/console/webhooks", label: "Webhooks", Icon: IconWebhook, for: everyone },
  { href: "/console/sessions", label: "Sessions", Icon: IconDevices, for: everyone },
  { href: "/admin", label: "Admin", Icon: IconAdjustments, for: ["admin"] },
] satisfies readonly { for: readonly PlatformRole[]; [shown: string]: unknown }[];

/** The places of the working area: beside the page, and on a phone within reach of the thumb. */
export function SideNav({ role }: { role: PlatformRole }) {
  const path = usePathname();
  if (!/^\/(console|review|admin)(\/|$)/.test(path)) return null;
  const isAt = (href: string) => path === href || path.startsWith(`${href}/`);
  return (
    <nav className={classes.side} aria-label="Console">
      {places.map(
        ({ for: roles, ...place }) =>
          roles.some((one) => one === role) && (
            // The console's home has its other places beside it, not below.
            <Place
              key={place.href}
              {...place}
              isHere={place.href === "/console" ? path === place.href : isAt(place.href)}
            />
          ),
      )}
      {role === "admin" && isAt("/admin") && (
        <div className={classes.below}>
          {adminPlaces.map((place) => (
            <Place key={place.href} {...place} isHere={isAt(place.href)} />
          ))}
        </div>
      )}
    </nav>
  );
}

function Place({
  href,
  label,
  Icon,
  isHere,
}: {
  href: string;
  label: string;
  Icon: TablerIcon;
  isHere: boolean;
}) {
  return (
    <Link href={href} className={classes.place} aria-current={isHere ? "page" : undefined}>
      <Icon size={18} stroke={1.6} aria-hidden="true" />
      {label}
    </Link>
  );
}
