import { Text } from "@mantine/core";
import { IconMail } from "@tabler/icons-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { container } from "@/container.ts";
import { EmptyState } from "@/ui/empty-state.tsx";
import { LinkAnchor } from "@/ui/link.tsx";
import { PageHeader } from "@/ui/page-header.tsx";
import { RelativeTime } from "@/ui/relative-time.tsx";
import rows from "@/ui/rows.module.css";
import { Section } from "@/ui/section.tsx";

export const metadata: Metadata = { title: "Mails" };
// Whether there is a mailbox is known when the portal runs.
export const dynamic = "force-dynamic";

const shown = 50;

export default async function MailsPage() {
  const { mailbox } = container();
  if (!mailbox) notFound();
  const mails = await mailbox.list(shown);
  return (
    <>
      <PageHeader
        title="Mails"
        lead="This portal runs on your machine and has no mail server: what it would have sent is here, the latest 50."
      />
      <Section title="Written instead of sent">
        {mails.length === 0 ? (
          <EmptyState icon={<IconMail size={24} />} title="No mails yet">
            Have a version approved, and one will be here.
          </EmptyState>
        ) : (
          <ul className={rows.list}>
            {mails.map(({ name, subject, to, at }) => (
              <li key={name} className={rows.item}>
                <div className={rows.words}>
                  <LinkAnchor href={`/development/mail/${name}`}>{subject}</LinkAnchor>
                  <Text size="sm" c="dimmed">
                    to {to}
                  </Text>
                </div>
                <Text size="sm" c="dimmed">
                  <RelativeTime at={new Date(at)} />
                </Text>
              </li>
            ))}
          </ul>
        )}
      </Section>
    </>
  );
}
