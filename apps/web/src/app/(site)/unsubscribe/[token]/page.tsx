import { Paper } from "@mantine/core";
import { noticeKinds, readUnsubscribeToken } from "@mosis/domain";
import { IconMailOff } from "@tabler/icons-react";
import type { Metadata } from "next";
import { env } from "@/env.ts";
import { Unsubscribe } from "@/notices/unsubscribe.tsx";
import { EmptyState } from "@/ui/empty-state.tsx";
import { LinkButton } from "@/ui/link.tsx";

export const metadata: Metadata = { title: "End these e-mails", robots: { index: false } };

/** Where the link of an e-mail leads. Opening it changes nothing: programs open links too. */
export default async function UnsubscribePage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const unsubscription = await readUnsubscribeToken(env().MAIL_LINK_SECRET, token);
  return (
    <Paper withBorder maw={560} mx="auto">
      {unsubscription ? (
        <Unsubscribe token={token} words={noticeKinds[unsubscription.kind].words} />
      ) : (
        <EmptyState
          page
          icon={<IconMailOff size={24} />}
          title="This link is incomplete"
          action={
            <LinkButton href="/console/notifications/settings" variant="default">
              Choose what you are told
            </LinkButton>
          }
        >
          Open it again from the e-mail, or sign in and choose in the portal.
        </EmptyState>
      )}
    </Paper>
  );
}
