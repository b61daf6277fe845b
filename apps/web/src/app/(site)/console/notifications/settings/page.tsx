import { Stack, Text } from "@mantine/core";
import { type Audience, audienceOf, noticeKinds } from "@mosis/domain";
import type { Metadata } from "next";
import { requireActor } from "@/auth/session.ts";
import { container } from "@/container.ts";
import { ChoiceTable } from "@/notices/choice-table.tsx";
import { LinkAnchor } from "@/ui/link.tsx";
import { PageHeader } from "@/ui/page-header.tsx";
import { Section } from "@/ui/section.tsx";

export const metadata: Metadata = { title: "Choose what you are told" };

const groups: readonly { audience: Audience; title: string }[] = [
  { audience: "account", title: "Your accounts" },
  { audience: "person", title: "You" },
  { audience: "reviewers", title: "As a reviewer" },
  { audience: "admins", title: "As an administrator" },
];

export default async function NotificationSettingsPage() {
  const actor = await requireActor();
  const { choices, address } = await container().app.readNoticeChoices({ actor });
  return (
    <>
      <PageHeader
        title="Choose what you are told"
        lead={
          <>
            {address === null ? (
              "No e-mail reaches you: your profile has no confirmed address. Confirm one where you sign in with, then sign in again."
            ) : (
              <>
                E-mails go to <b>{address}</b>, the confirmed address of your profile.
              </>
            )}{" "}
            <LinkAnchor href="/console/notifications" underline="always">
              See your notifications
            </LinkAnchor>
          </>
        }
      />
      <Stack gap="lg">
        {groups.map(({ audience, title }) => {
          const own = choices
            .filter(({ kind }) => audienceOf(kind) === audience)
            .map((choice) => ({ ...choice, words: noticeKinds[choice.kind].words }));
          return (
            own.length > 0 && (
              <Section key={audience} title={title}>
                <ChoiceTable choices={own} canMail={address !== null} />
              </Section>
            )
          );
        })}
        <Text size="sm" c="dimmed">
          You are never told of what you did yourself. Programs of yours are told by{" "}
          <LinkAnchor href="/console/webhooks" underline="always">
            webhooks
          </LinkAnchor>
          .
        </Text>
      </Stack>
    </>
  );
}
