"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import classes from "./shell.module.css";

export function NavLinks({ links }: { links: readonly { href: string; label: string }[] }) {
  const path = usePathname();
  const inCatalog = path === "/" || path.startsWith("/apps/");
  const inConsole = /^\/(console|review|admin)(\/|$)/.test(path);
  const inDocs = path.startsWith("/docs/");
  const isHere = (href: string) => ({ "/": inCatalog, "/console": inConsole })[href] ?? inDocs;
  return (
    <nav className={classes.nav} aria-label="Main">
      {links.map(({ href, label }) => (
        <Link
          key={href}
          href={href}
          className={classes.link}
          aria-current={isHere(href) ? "page" : undefined}
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}
