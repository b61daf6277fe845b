import { Text } from "@mantine/core";
import {
  accountPermits,
  accountRoles,
  type PlatformRole,
  permissionNames,
  permissions,
  scopePermits,
  tokenScopes,
} from "@mosis/domain";
import type { Metadata } from "next";
import { PageHeader } from "@/ui/page-header.tsx";
import { Section } from "@/ui/section.tsx";
import classes from "./permissions.module.css";

export const metadata: Metadata = { title: "Permissions" };

const officials = ["reviewer", "admin"] as const satisfies readonly PlatformRole[];

/** The very table that decides, for everybody to read. */
export default function PermissionsPage() {
  return (
    <>
      <PageHeader
        title="Permissions"
        lead="Who may do what. This table is what the store itself decides by."
      />
      <Section title="Roles and access tokens">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways is to be reached by keyboard */}
        <section className={classes.scroll} aria-label="Table of permissions" tabIndex={0}>
          <table className={classes.table}>
            <thead>
              <tr>
                <td />
                <th scope="colgroup" colSpan={accountRoles.length}>
                  In an account
                </th>
                <th scope="colgroup" colSpan={officials.length}>
                  In the store
                </th>
                <th scope="colgroup" colSpan={tokenScopes.length}>
                  Tokens with the scope
                </th>
              </tr>
              <tr>
                <th scope="col">May</th>
                {[...accountRoles, ...officials, ...tokenScopes].map((name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {permissionNames.map((name) => {
                const platform: readonly PlatformRole[] = permissions[name].platform;
                return (
                  <tr key={name} id={name}>
                    <th scope="row">
                      {permissions[name].words}
                      <Text size="xs" c="dimmed" ff="monospace">
                        {name}
                      </Text>
                    </th>
                    {accountRoles.map((role) => (
                      <Cell key={role} may={accountPermits(role, name)} />
                    ))}
                    {officials.map((role) => (
                      <Cell key={role} may={platform.includes(role)} />
                    ))}
                    {tokenScopes.map((scope) => (
                      <Cell key={scope} may={scopePermits(scope, name)} />
                    ))}
                  </tr>
                );
              })}
            </tbody>
          </table>
        </section>
        <Text size="sm" c="dimmed" px="lg" py="md">
          Roles in an account reach as far as its own apps. A token does nothing that its person may not do in
          the account at that moment, and a token that is good for one app knows no other. Reviewers and
          admins have accounts of their own besides.
        </Text>
      </Section>
    </>
  );
}

function Cell({ may }: { may: boolean }) {
  return <td className={may ? classes.yes : classes.no}>{may ? "yes" : "no"}</td>;
}
