import { Stack, Text } from "@mantine/core";
import { permits } from "@mosis/domain";
import { IconShieldCheck } from "@tabler/icons-react";
import type { Metadata } from "next";
import { requireActor } from "@/auth/session.ts";
import { container } from "@/container.ts";
import { env } from "@/env.ts";
import { EmptyState } from "@/ui/empty-state.tsx";
import { LinkAnchor } from "@/ui/link.tsx";
import { Section } from "@/ui/section.tsx";
import { requireApp } from "../require-app.ts";
import { AddPublisher } from "./add-publisher.tsx";
import { PublisherList } from "./publisher-list.tsx";
import { TransferApp } from "./transfer-app.tsx";

type Props = { params: Promise<{ packageId: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Settings of ${(await requireApp(params)).name}` };
}

export default async function AppSettingsPage({ params }: Props) {
  const [app, actor] = await Promise.all([requireApp(params), requireActor()]);
  const { app: useCases } = container();
  const appId = app.id;
  const mayTrust = permits(actor, "trust.manage");
  const mayTransfer = permits(actor, "app.transfer");
  const [publishers, offer] = await Promise.all([
    mayTrust ? useCases.listTrustedPublishers({ actor, appId }) : [],
    mayTransfer ? useCases.getOffer({ actor, appId }) : null,
  ]);
  return (
    <Stack gap="lg">
      <Section
        title="Trusted publishing"
        aside={mayTrust && <AddPublisher appId={appId} portalUrl={env().PUBLIC_URL} />}
      >
        {!mayTrust ? (
          <Text size="sm" c="dimmed" px="lg" pb="lg">
            Maintainers and owners of this account set it up.
          </Text>
        ) : publishers.length === 0 ? (
          <EmptyState icon={<IconShieldCheck size={24} />} title="Publish without a secret">
            A pipeline that its host vouches for uploads new versions of this app, and nothing else: no access
            token to keep, to leak or to renew.
          </EmptyState>
        ) : (
          <PublisherList appId={appId} publishers={publishers} />
        )}
      </Section>
      <Section title="Access tokens">
        <Text size="sm" px="lg" pb="lg">
          For programs that nobody vouches for, make an{" "}
          <LinkAnchor href="/console/tokens" size="sm">
            access token
          </LinkAnchor>{" "}
          that is good for this app alone.
        </Text>
      </Section>
      <Section title="Hand over to another account">
        <TransferApp
          appId={appId}
          name={app.name}
          mayTransfer={mayTransfer}
          offer={
            offer && { createdAt: offer.createdAt.toISOString(), expiresAt: offer.expiresAt.toISOString() }
          }
        />
      </Section>
    </Stack>
  );
}
