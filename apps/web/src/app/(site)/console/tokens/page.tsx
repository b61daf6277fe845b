import { Stack } from "@mantine/core";
import { scopesOf, scopeWords, tokenLifetimes, tokenScopes } from "@mosis/domain";
import { IconKey } from "@tabler/icons-react";
import type { Metadata } from "next";
import { requireActor } from "@/auth/session.ts";
import { container } from "@/container.ts";
import { env } from "@/env.ts";
import { AccountTabs } from "@/shell/account-tabs.tsx";
import { countOf } from "@/ui/count-of.ts";
import { EmptyState } from "@/ui/empty-state.tsx";
import { PageHeader } from "@/ui/page-header.tsx";
import { Section } from "@/ui/section.tsx";
import { NewToken } from "./new-token.tsx";
import { TokenList, type TokenNames } from "./token-list.tsx";

export const metadata: Metadata = { title: "Access tokens" };

/** Of an account with more, the others can be named by the API. */
const mostAppsToChoose = 500;

export default async function TokensPage() {
  const actor = await requireActor();
  const { app, queries } = container();
  const [{ live, ended }, apps, accounts] = await Promise.all([
    app.listTokens({ actor }),
    queries.listOwnAppNames(actor, mostAppsToChoose),
    app.listAccounts({ actor }),
  ]);
  const own = scopesOf(actor.accountRole);
  const scopes = tokenScopes.map((scope) => ({
    scope,
    words: inOneSentence(scopeWords(scope)),
    allowed: own.includes(scope),
  }));
  const names: TokenNames = {
    apps: new Map(apps.map(({ id, name }) => [id, name])),
    accounts: new Map(accounts.map(({ id, name }) => [id, name])),
    current: actor.developerId,
  };
  return (
    <>
      <AccountTabs />
      <PageHeader
        title="Access tokens"
        lead="Let a program upload for you: the mosis command, or a pipeline. A token may do what you choose here, as long as you may. It can never review, sign in or make other tokens."
      />
      <Stack gap="lg">
        <Section title="New token">
          <NewToken portalUrl={env().PUBLIC_URL} lifetimes={tokenLifetimes} scopes={scopes} apps={apps} />
        </Section>
        <Section title={live.length === 0 ? "Your tokens" : countOf(live.length, "token")}>
          {live.length === 0 ? (
            <EmptyState
              icon={<IconKey size={24} />}
              title={ended.length === 0 ? "No tokens yet" : "No live tokens"}
            >
              Make one for each place that uploads, so that you can revoke it without stopping the others.
            </EmptyState>
          ) : (
            <TokenList tokens={live} names={names} />
          )}
        </Section>
        {ended.length > 0 && (
          <Section title="No longer working">
            <TokenList tokens={ended} names={names} />
          </Section>
        )}
      </Stack>
    </>
  );
}

/** "See apps. Upload packages." as one sentence: "See apps, upload packages". */
function inOneSentence(words: readonly string[]): string {
  return words.map((one, at) => (at === 0 ? one : one.charAt(0).toLowerCase() + one.slice(1))).join("; ");
}
