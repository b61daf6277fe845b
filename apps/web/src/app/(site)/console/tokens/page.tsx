import { Stack } from "@mantine/core";
import { tokenLifetimes } from "@mosis/domain";
import { IconKey } from "@tabler/icons-react";
import type { Metadata } from "next";
import { requireActor } from "@/auth/session.ts";
import { container } from "@/container.ts";
import { env } from "@/env.ts";
import { countOf } from "@/ui/count-of.ts";
import { EmptyState } from "@/ui/empty-state.tsx";
import { PageHeader } from "@/ui/page-header.tsx";
import { Section } from "@/ui/section.tsx";
import { NewToken } from "./new-token.tsx";
import { TokenList } from "./token-list.tsx";

export const metadata: Metadata = { title: "Access tokens" };

export default async function TokensPage() {
  const actor = await requireActor();
  const { live, ended } = await container().app.listTokens({ actor });
  return (
    <>
      <PageHeader
        title="Access tokens"
        lead="Let a program upload for you: the mosis command, or a pipeline. A token sends packages, follows their checks and submits them for review. It cannot publish, review, sign in or make other tokens."
      />
      <Stack gap="lg">
        <Section title="New token">
          <NewToken portalUrl={env().PUBLIC_URL} lifetimes={tokenLifetimes} />
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
            <TokenList tokens={live} />
          )}
        </Section>
        {ended.length > 0 && (
          <Section title="No longer working">
            <TokenList tokens={ended} />
          </Section>
        )}
      </Stack>
    </>
  );
}
