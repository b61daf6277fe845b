import { Text } from "@mantine/core";
import { mostWebhooks, permits } from "@mosis/domain";
import { IconWebhook } from "@tabler/icons-react";
import type { Metadata } from "next";
import { requireActor } from "@/auth/session.ts";
import { container } from "@/container.ts";
import { AccountTabs } from "@/shell/account-tabs.tsx";
import { countOf } from "@/ui/count-of.ts";
import { EmptyState } from "@/ui/empty-state.tsx";
import { LinkAnchor } from "@/ui/link.tsx";
import { PageHeader } from "@/ui/page-header.tsx";
import rows from "@/ui/rows.module.css";
import { Section } from "@/ui/section.tsx";
import { kindsShownTo } from "@/webhooks/kinds-shown-to.ts";
import { NewWebhook } from "@/webhooks/new-webhook.tsx";
import { WebhookBadge } from "@/webhooks/webhook-badge.tsx";

export const metadata: Metadata = { title: "Webhooks" };

export default async function WebhooksPage() {
  const actor = await requireActor();
  if (!permits(actor, "webhook.manage")) {
    return (
      <EmptyState page icon={<IconWebhook size={24} />} title="Webhooks are set up by others here">
        In this account you are a viewer. Ask an owner or a maintainer.
      </EmptyState>
    );
  }
  const webhooks = await container().app.listWebhooks({ actor });
  return (
    <>
      <AccountTabs />
      <PageHeader
        title="Webhooks"
        lead="Have your own servers told of what happens in this account, by signed messages."
        actions={webhooks.length < mostWebhooks && <NewWebhook kinds={kindsShownTo(actor)} />}
      />
      <Section title={webhooks.length === 0 ? "Your webhooks" : countOf(webhooks.length, "webhook")}>
        {webhooks.length === 0 ? (
          <EmptyState icon={<IconWebhook size={24} />} title="No webhooks yet">
            Add an address of yours, and choose what is sent to it. How messages are signed, and how to tell
            that one is ours, says docs/webhooks.md.
          </EmptyState>
        ) : (
          <ul className={rows.list}>
            {webhooks.map((webhook) => (
              <li key={webhook.id} className={rows.item}>
                <div className={rows.words}>
                  <LinkAnchor href={`/console/webhooks/${webhook.id}`}>{webhook.name}</LinkAnchor>
                  <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
                    {new URL(webhook.url).host} · {countOf(webhook.kinds.length, "kind")}
                  </Text>
                </div>
                <WebhookBadge webhook={webhook} />
              </li>
            ))}
          </ul>
        )}
      </Section>
    </>
  );
}
