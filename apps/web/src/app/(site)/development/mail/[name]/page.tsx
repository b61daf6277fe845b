import { Code, Stack } from "@mantine/core";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { container } from "@/container.ts";
import { LinkAnchor } from "@/ui/link.tsx";
import { PageHeader } from "@/ui/page-header.tsx";
import { Section } from "@/ui/section.tsx";
import classes from "./mail.module.css";

export const metadata: Metadata = { title: "Mail" };
export const dynamic = "force-dynamic";

export default async function MailPage({ params }: { params: Promise<{ name: string }> }) {
  const { name } = await params;
  const { mailbox } = container();
  const mail = await mailbox?.find(name);
  if (!mailbox || !mail) notFound();
  const source = (await mailbox.readSource(name)) ?? "";
  const headers = source.slice(0, source.indexOf("\r\n\r\n"));
  return (
    <>
      <PageHeader
        title={mail.subject}
        lead={
          <>
            to {mail.to} · <LinkAnchor href="/development/mail">all mails</LinkAnchor>
          </>
        }
      />
      <Stack gap="lg">
        <Section title="As it looks">
          {/* No script of it runs, and none of its links leads the portal anywhere. */}
          <iframe
            title="The mail"
            sandbox="allow-popups allow-popups-to-escape-sandbox"
            srcDoc={mail.html.replace("<head>", '<head><base target="_blank">')}
            className={classes.mail}
          />
        </Section>
        <Section title="As plain text">
          <Code block className={classes.text}>
            {mail.text}
          </Code>
        </Section>
        <Section title="Headers">
          <Code block className={classes.text} data-testid="headers">
            {headers}
          </Code>
        </Section>
      </Stack>
    </>
  );
}
