import { Alert, Paper, Stack, Text, Title } from "@mantine/core";
import { whyEnded } from "@mosis/domain";
import { IconMailOff, IconUserPlus } from "@tabler/icons-react";
import type { Metadata } from "next";
import { currentSession } from "@/auth/session.ts";
import { container } from "@/container.ts";
import { asRole } from "@/team/role-words.ts";
import { EmptyState } from "@/ui/empty-state.tsx";
import { LinkButton } from "@/ui/link.tsx";
import { RelativeTime } from "@/ui/relative-time.tsx";
import { AnswerInvitation } from "./answer-invitation.tsx";

export const metadata: Metadata = { title: "Invitation", robots: "noindex", referrer: "no-referrer" };

export default async function InvitationPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const [invitation, session] = await Promise.all([
    container().app.readInvitation({ text: token }),
    currentSession(),
  ]);
  if (!invitation) {
    return (
      <EmptyState
        page
        icon={<IconMailOff size={24} />}
        title="This invitation does not work"
        action={<LinkButton href="/">To the catalog</LinkButton>}
      >
        Its link is not complete, or a newer one has taken its place. Look for the latest mail, or ask whoever
        invited you.
      </EmptyState>
    );
  }
  const isMine = session !== null && invitation.answeredBy === session.user.id;
  const accounts = session ? await container().app.listAccounts({ actor: session.actor }) : [];
  const belongs = accounts.some(({ id }) => id === invitation.developerId);
  const ended = whyEnded(invitation, new Date());
  const own = session?.user.email?.toLowerCase() ?? null;
  const isForOther = session !== null && invitation.email !== null && invitation.email !== own;
  return (
    <Paper withBorder p="xl" radius="lg" maw={520} mx="auto" mt="xl">
      <Stack gap="lg">
        <IconUserPlus size={28} stroke={1.5} aria-hidden="true" />
        <Stack gap={6}>
          <Title order={1} style={{ overflowWrap: "anywhere" }}>
            Join {invitation.accountName}
          </Title>
          <Text style={{ overflowWrap: "anywhere" }}>
            <b>{invitation.inviterName}</b> invites {invitation.email ?? "you"} to work in this account as{" "}
            <b>{asRole[invitation.role]}</b>.
          </Text>
          {!ended && (
            <Text size="sm" c="dimmed">
              The invitation expires <RelativeTime at={invitation.expiresAt} />.
            </Text>
          )}
        </Stack>
        {ended ? (
          isMine && invitation.status === "accepted" ? (
            <Stack gap="md" align="flex-start">
              <Text>You have accepted it.</Text>
              <LinkButton href="/console">To the console</LinkButton>
            </Stack>
          ) : (
            <Alert color="gray">{ended}</Alert>
          )
        ) : session === null ? (
          <LinkButton href={`/sign-in?callbackUrl=${encodeURIComponent(`/invitations/${token}`)}`}>
            Sign in to answer
          </LinkButton>
        ) : belongs ? (
          <Alert color="gray">
            You belong to this account already, so the link is still good for somebody else.
          </Alert>
        ) : isForOther ? (
          <Alert color="yellow" title="It is for somebody else">
            {own === null
              ? `It is for ${invitation.email}, and no confirmed address of yours is known. Sign in with an account that has it.`
              : `It is for ${invitation.email}, and your confirmed address is ${session.user.email}. Sign in as the person it is for.`}
          </Alert>
        ) : (
          <AnswerInvitation token={token} account={invitation.accountName} as={session.user.name} />
        )}
      </Stack>
    </Paper>
  );
}
