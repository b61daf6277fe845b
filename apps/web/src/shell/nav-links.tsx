"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import classes from "./shell.module.css";

export function NavLinks({ links }: { links: readonly { href: string; label: string }[] }) {
  const path = usePathname();
  const inConsole = /^\/(console|review|admin)(\/|$)/.test(path);
  const inDocs = path.startsWith("/docs/");
  // The catalog has a header of its own.
  const isHere = (href: string) => ({ "/": false, "/console": inConsole })[href] ?? inDocs;
  return (
    <nav className={classes.nav} aria-label="Main">
      {links.map(({ href, label }) => {
        // It is made of whole pages, which no router of the portal knows.
        const Address = href === "/" ? "a" : Link;
        return (
          <Address
            key={href}
            href={href}
            className={classes.link}
            aria-current={isHere(href) ? "page" : undefined}
          >
            {label}
          </Address>
        );
      })}
    </nav>
  );
}
