import { Badge, Code, Group, Stack, Text } from "@mantine/core";
import { type AccessToken, isLiveToken, tokenLifetimes } from "@mosis/domain";
import { IconKey } from "@tabler/icons-react";
import type { Metadata } from "next";
import { requireActor } from "@/auth/session.ts";
import { container } from "@/container.ts";
import { env } from "@/env.ts";
import { countOf } from "@/ui/count-of.ts";
import { EmptyState } from "@/ui/empty-state.tsx";
import { PageHeader } from "@/ui/page-header.tsx";
import { RelativeTime } from "@/ui/relative-time.tsx";
import classes from "@/ui/rows.module.css";
import { Section } from "@/ui/section.tsx";
import { NewTokenForm } from "./new-token-form.tsx";
import { RevokeToken } from "./revoke-token.tsx";

export const metadata: Metadata = { title: "Access tokens" };

export default async function TokensPage() {
  const actor = await requireActor();
  const tokens = await container().app.listTokens({ actor });
  const now = new Date();
  return (
    <>
      <PageHeader
        title="Access tokens"
        lead="Let a program upload for you: the mosis command on your machine, or a pipeline. A token can send packages and read what became of them; it cannot review, sign in, or make other tokens."
      />
      <Stack gap="lg">
        <Section title="New token">
          <NewTokenForm portalUrl={env().PUBLIC_URL} lifetimes={tokenLifetimes} />
        </Section>
        <Section title={tokens.length === 0 ? "Your tokens" : countOf(tokens.length, "token")}>
          {tokens.length === 0 ? (
            <EmptyState icon={<IconKey size={24} />} title="No tokens yet">
              Make one for each place that needs it, so that you can revoke it alone.
            </EmptyState>
          ) : (
            <ul className={classes.list}>
              {tokens.map((token) => (
                <TokenRow key={token.id} token={token} isLive={isLiveToken(token, now)} />
              ))}
            </ul>
          )}
        </Section>
      </Stack>
    </>
  );
}

function TokenRow({ token, isLive }: { token: AccessToken; isLive: boolean }) {
  return (
    <li className={classes.item}>
      <IconKey size={22} stroke={1.5} aria-hidden="true" />
      <div className={classes.words}>
        <Group gap="xs">
          <Text fw={550}>{token.name}</Text>
          <Code>{token.start}…</Code>
          {!isLive && <Badge color="gray">Expired</Badge>}
        </Group>
        <Text size="sm" c="dimmed">
          {isLive ? "Expires" : "Expired"} <RelativeTime at={token.expiresAt} />,{" "}
          {token.lastUsedAt ? (
            <>
              last used <RelativeTime at={token.lastUsedAt} />
            </>
          ) : (
            "never used"
          )}
          , made <RelativeTime at={token.createdAt} />
        </Text>
      </div>
      <RevokeToken tokenId={token.id} name={token.name} isLive={isLive} />
    </li>
  );
}
