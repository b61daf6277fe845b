import { Alert, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { accountPermits, whyOver } from "@mosis/domain";
import { IconMailOff } from "@tabler/icons-react";
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { currentSession } from "@/auth/session.ts";
import { container } from "@/container.ts";
import { AppIcon } from "@/ui/app-icon.tsx";
import { countOf } from "@/ui/count-of.ts";
import { EmptyState } from "@/ui/empty-state.tsx";
import { Facts } from "@/ui/facts.tsx";
import { formatBytes } from "@/ui/format-bytes.ts";
import { LinkButton } from "@/ui/link.tsx";
import { RelativeTime } from "@/ui/relative-time.tsx";
import { TakeOver } from "./take-over.tsx";

export const metadata: Metadata = { title: "An app is offered", robots: "noindex", referrer: "no-referrer" };

export default async function TransferPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const session = await currentSession();
  if (!session) redirect(`/sign-in?callbackUrl=${encodeURIComponent(`/transfers/${token}`)}`);
  const { actor } = session;
  const { app } = container();
  const [offer, accounts] = await Promise.all([
    app.readOffer({ actor, text: token }),
    app.listAccounts({ actor }),
  ]);
  if (!offer) {
    return (
      <EmptyState
        page
        icon={<IconMailOff size={24} />}
        title="This offer does not work"
        action={<LinkButton href="/console">To the console</LinkButton>}
      >
        Its link is not complete, or the app was offered anew. Ask whoever gave it to you.
      </EmptyState>
    );
  }
  const over = whyOver(offer, new Date());
  const own = accounts.filter(
    ({ id, role }) => id !== offer.fromDeveloperId && accountPermits(role, "app.transfer"),
  );
  return (
    <Paper withBorder p="xl" radius="lg" maw={560} mx="auto" mt="xl">
      <Stack gap="lg">
        <Group gap="md" wrap="nowrap">
          <AppIcon app={offer.app} size={52} />
          <Stack gap={0} miw={0}>
            <Title order={1} style={{ overflowWrap: "anywhere" }}>
              Take over {offer.app.name}
            </Title>
            <Text c="dimmed" truncate>
              {offer.app.packageId}
            </Text>
          </Stack>
        </Group>
        {over ? (
          <Alert color="gray">{over}</Alert>
        ) : (
          <>
            <Facts
              facts={[
                ["From", offer.from.name],
                ["Brings", countOf(offer.versions, "version")],
                ["Stored", formatBytes(offer.storedBytes)],
                ["Offer expires", <RelativeTime key="expires" at={offer.expiresAt} />],
              ]}
            />
            <Text size="sm">
              Versions, pictures, tracks, releases and open uploads come with it, and what is in review stays
              in review. Devices go on updating. {offer.from.name} sees nothing of it any more; its access
              tokens for this app alone and its trusted publishing end.
            </Text>
            {own.length === 0 ? (
              <Alert color="yellow" title="No account of yours can take it">
                It takes an owner of another account than {offer.from.name}. Make a new account in your menu,
                or ask an owner of yours.
              </Alert>
            ) : (
              <TakeOver
                token={token}
                accounts={own.map(({ id, name }) => ({ id, name }))}
                current={actor.developerId}
              />
            )}
          </>
        )}
      </Stack>
    </Paper>
  );
}
