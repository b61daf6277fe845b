"use client";

import type { PlatformRole } from "@mosis/domain";
import {
  IconAdjustments,
  IconApps,
  IconChecklist,
  IconHome,
  IconUsersGroup,
  type TablerIcon,
} from "@tabler/icons-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { accountPlaces } from "./account-places.ts";
import { adminPlaces } from "./admin-places.ts";
import classes from "./shell.module.css";

const everyone = ["member", "reviewer", "admin"] as const;
const places = [
  { href: "/console", label: "Home", Icon: IconHome, for: everyone, below: [] },
  { href: "/console/apps", label: "Apps", Icon: IconApps, for: everyone, below: [] },
  { href: "/review", label: "Review", Icon: IconChecklist, for: ["reviewer", "admin"], below: [] },
  { href: "/console/team", label: "Account", Icon: IconUsersGroup, for: everyone, below: accountPlaces },
  { href: "/admin", label: "Admin", Icon: IconAdjustments, for: ["admin"], below: adminPlaces },
] satisfies readonly {
  for: readonly PlatformRole[];
  below: readonly { href: string; label: string; Icon: TablerIcon }[];
  [shown: string]: unknown;
}[];

/** The places of the working area: beside the page, and on a phone within reach of the thumb. */
export function SideNav({ role }: { role: PlatformRole }) {
  const path = usePathname();
  if (!/^\/(console|review|admin)(\/|$)/.test(path)) return null;
  // The console's home has its other places beside it, not below.
  const isAt = (href: string) => path === href || (href !== "/console" && path.startsWith(`${href}/`));
  return (
    <nav className={classes.side} aria-label="Console">
      {places.flatMap(({ for: roles, below, ...place }) => {
        if (!roles.some((one) => one === role)) return [];
        const isInside = isAt(place.href) || below.some(({ href }) => isAt(href));
        return [
          <Place key={place.href} {...place} isHere={isInside} />,
          isInside && below.length > 0 && (
            <div key={`${place.href} below`} className={classes.below}>
              {below.map((one) => (
                <Place key={one.href} {...one} isHere={isAt(one.href)} />
              ))}
            </div>
          ),
        ];
      })}
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
