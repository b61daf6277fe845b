import { Group, Stack, Text } from "@mantine/core";
import type { VersionStatus } from "@mosis/domain";
import { IconApps, IconCircleCheck, IconPlus } from "@tabler/icons-react";
import type { Metadata } from "next";
import { requireSession } from "@/auth/session.ts";
import { container } from "@/container.ts";
import { AppList } from "@/ui/app-list.tsx";
import { EmptyState } from "@/ui/empty-state.tsx";
import { LinkAnchor, LinkButton } from "@/ui/link.tsx";
import { PageHeader } from "@/ui/page-header.tsx";
import { Section } from "@/ui/section.tsx";
import { AttentionList } from "./attention-list.tsx";
import { HaltedList } from "./halted-list.tsx";
import { RecentList } from "./recent-list.tsx";

export const metadata: Metadata = { title: "Console" };

const shownAttention = 12;
const shownApps = 6;

/** What goes on without the developer; everything else that asks for attention waits for them. */
const underWay: readonly VersionStatus[] = ["validating", "in_review"];

/** A developer's day: what needs me, what is running, recent downloads, my apps. */
export default async function ConsolePage() {
  const { actor, user } = await requireSession();
  const { app, queries } = container();
  const [attention, halted, apps, recent] = await Promise.all([
    queries.listAttention(actor, shownAttention),
    queries.listHalted(actor, { limit: shownAttention }),
    queries.listApps(actor, { search: "", page: 1 }),
    app.listRecentDownloads({ actor }),
  ]);
  const newApp = (
    <LinkButton href="/console/apps/new" leftSection={<IconPlus size={16} />}>
      New app
    </LinkButton>
  );
  if (apps.total === 0) {
    return (
      <>
        <PageHeader title={`Welcome, ${user.name}`} />
        <Section title="Your apps">
          <EmptyState icon={<IconApps size={24} />} title="Create your first app" action={newApp}>
            Give it a package id and a name, then upload a package. It is checked within seconds, and reviewed
            before anyone can install it.
          </EmptyState>
        </Section>
      </>
    );
  }
  const running = attention.filter(({ version }) => underWay.includes(version.status));
  const waiting = attention.filter(({ version }) => !underWay.includes(version.status));
  return (
    <>
      <PageHeader title={`Hello, ${user.name}`} actions={newApp} />
      <Stack gap="lg">
        <Section title="Needs you">
          {halted.length > 0 && <HaltedList items={halted} />}
          {waiting.length + halted.length === 0 ? (
            <Group gap="xs" px="lg" pb="lg">
              <IconCircleCheck size={18} color="var(--mantine-color-green-7)" aria-hidden="true" />
              <Text>Nothing waits for you.</Text>
            </Group>
          ) : (
            <AttentionList items={waiting} />
          )}
        </Section>
        {running.length > 0 && (
          <Section title="Under way">
            <AttentionList items={running} />
          </Section>
        )}
        {recent.apps.length > 0 && (
          <Section title="Recent downloads">
            <RecentList {...recent} />
          </Section>
        )}
        <Section
          title="Your apps"
          aside={
            <LinkAnchor href="/console/apps" size="sm">
              All {apps.total}
            </LinkAnchor>
          }
        >
          <AppList apps={apps.items.slice(0, shownApps)} />
        </Section>
      </Stack>
    </>
  );
}
