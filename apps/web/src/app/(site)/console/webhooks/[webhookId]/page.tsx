import { Alert, Stack, Text } from "@mantine/core";
import { DeliveryQuery, isDomainError, permits } from "@mosis/domain";
import { IconSend } from "@tabler/icons-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { requireActor } from "@/auth/session.ts";
import { container } from "@/container.ts";
import { WebhookParams } from "@/http/notice-inputs.ts";
import { presentWebhook } from "@/http/present-notices.ts";
import { EmptyState } from "@/ui/empty-state.tsx";
import { LinkAnchor, LinkButton } from "@/ui/link.tsx";
import { Pager } from "@/ui/list-controls.tsx";
import { ListFilter } from "@/ui/list-filter.tsx";
import { PageHeader } from "@/ui/page-header.tsx";
import { RelativeTime } from "@/ui/relative-time.tsx";
import rows from "@/ui/rows.module.css";
import { Section } from "@/ui/section.tsx";
import { DeliveryRow } from "@/webhooks/delivery-row.tsx";
import { kindsShownTo } from "@/webhooks/kinds-shown-to.ts";
import { WebhookActions } from "@/webhooks/webhook-actions.tsx";
import { WebhookBadge } from "@/webhooks/webhook-badge.tsx";

export const metadata: Metadata = { title: "Webhook" };

export default async function WebhookPage({
  params,
  searchParams,
}: {
  params: Promise<unknown>;
  searchParams: Promise<unknown>;
}) {
  const actor = await requireActor();
  const address = WebhookParams.safeParse(await params);
  if (!address.success || !permits(actor, "webhook.manage")) notFound();
  const query = DeliveryQuery.parse(await searchParams);
  const { app } = container();
  const [webhook, deliveries] = await Promise.all([
    app.getWebhook({ actor, ...address.data }),
    app.listDeliveries({ actor, ...address.data, query }),
  ]).catch((error: unknown) => {
    if (isDomainError(error, "not_found")) notFound();
    throw error;
  });
  const isFiltered = query.search !== "" || query.status !== null;
  return (
    <>
      <PageHeader
        title={webhook.name}
        lead={
          <Text c="dimmed" component="div" style={{ overflowWrap: "anywhere" }}>
            <WebhookBadge webhook={webhook} /> {webhook.url} ·{" "}
            <LinkAnchor href="/console/webhooks" underline="always">
              all webhooks
            </LinkAnchor>
          </Text>
        }
      />
      <Stack gap="lg">
        <WebhookActions webhook={presentWebhook(webhook)} kinds={kindsShownTo(actor)} />
        {webhook.pausedFor === "failures" && (
          <Alert color="red" title="It has paused itself">
            Nothing has reached this address for three days. Mend it, send a ping, then have it go on.
          </Alert>
        )}
        {webhook.previousUntil && webhook.previousUntil > new Date() && (
          <Alert color="blue">
            The secret before signs too, and stops <RelativeTime at={webhook.previousUntil} />.
          </Alert>
        )}
        <Section
          title={deliveries.total === 1 ? "1 message" : `${deliveries.total} messages`}
          aside={
            <ListFilter
              label="Search messages"
              placeholder="Kind, status or text"
              search={query.search}
              choices={[
                {
                  name: "status",
                  label: "What came of it",
                  value: query.status ?? "",
                  options: [
                    { value: "", label: "All" },
                    { value: "pending", label: "On their way" },
                    { value: "delivered", label: "Delivered" },
                    { value: "failed", label: "Failed" },
                  ],
                },
              ]}
            />
          }
        >
          {deliveries.items.length === 0 ? (
            <EmptyState
              icon={<IconSend size={24} />}
              title={isFiltered ? "Nothing matches" : "Nothing sent yet"}
              action={
                isFiltered && (
                  <LinkButton href={`/console/webhooks/${webhook.id}`} variant="default">
                    Show all
                  </LinkButton>
                )
              }
            >
              {isFiltered ? "Try another word." : "Send a ping to see whether your server hears it."}
            </EmptyState>
          ) : (
            <ul className={rows.list}>
              {deliveries.items.map((delivery) => (
                <DeliveryRow key={delivery.id} delivery={delivery} />
              ))}
            </ul>
          )}
          <Pager
            page={deliveries}
            search={query.search}
            filters={query.status ? { status: query.status } : {}}
          />
        </Section>
        <Text size="sm" c="dimmed">
          Messages are kept for 30 days. One that is not taken is tried eight times within about a day.
        </Text>
      </Stack>
    </>
  );
}
