import type { ReactNode } from "react";
import { currentSession } from "@/auth/session.ts";
import { container } from "@/container.ts";
import { LinkButton } from "@/ui/link.tsx";
import { Brand } from "./brand.tsx";
import { CommandPalette } from "./command-palette.tsx";
import { NavLinks } from "./nav-links.tsx";
import { NoticeBell } from "./notice-bell.tsx";
import classes from "./shell.module.css";
import { SideNav } from "./side-nav.tsx";
import { UserMenu } from "./user-menu.tsx";

/** What stands around every page: brand, the places this person can go, their menu. */
export async function SiteShell({ children }: { children: ReactNode }) {
  const session = await currentSession();
  const accounts = session ? await container().app.listAccounts({ actor: session.actor }) : [];
  const links = [
    { href: "/", label: "Catalog" },
    ...(session ? [{ href: "/console", label: "Console" }] : []),
    { href: "/docs/api", label: "API" },
  ];
  return (
    <>
      <header className={classes.header}>
        <div className={classes.bar}>
          <Brand />
          <NavLinks links={links} />
          {session ? (
            <>
              <CommandPalette role={session.actor.role} />
              <NoticeBell />
              <UserMenu
                name={session.user.name}
                role={session.user.role}
                avatarUrl={session.user.avatarUrl}
                accounts={accounts.map(({ id, name }) => ({ id, name }))}
                current={session.actor.developerId}
              />
            </>
          ) : (
            <LinkButton href="/sign-in" variant="default" size="xs">
              Sign in
            </LinkButton>
          )}
        </div>
      </header>
      <div className={classes.body}>
        {session && <SideNav role={session.actor.role} />}
        <main id="content" className={classes.main}>
          {children}
        </main>
      </div>
    </>
  );
}
