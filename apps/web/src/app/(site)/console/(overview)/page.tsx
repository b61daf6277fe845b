import { Group, Stack, Text } from "@mantine/core";
import { IconApps, IconCircleCheck, IconPlus } from "@tabler/icons-react";
import type { Metadata } from "next";
import Link from "next/link";
import { requireSession } from "@/auth/session.ts";
import { container } from "@/container.ts";
import { AppIcon } from "@/ui/app-icon.tsx";
import { AppList } from "@/ui/app-list.tsx";
import { EmptyState } from "@/ui/empty-state.tsx";
import { LinkAnchor, LinkButton } from "@/ui/link.tsx";
import { PageHeader } from "@/ui/page-header.tsx";
import { RelativeTime } from "@/ui/relative-time.tsx";
import classes from "@/ui/rows.module.css";
import { Section } from "@/ui/section.tsx";
import { StatusBadge } from "@/ui/status-badge.tsx";
import { whatNext } from "./what-next.ts";

export const metadata: Metadata = { title: "Console" };

const shownAttention = 8;

/** A developer's day: what needs me, what is running, my apps. */
export default async function ConsolePage() {
  const { actor, user } = await requireSession();
  const { queries } = container();
  const [attention, apps] = await Promise.all([
    queries.listAttention(actor, shownAttention),
    queries.listApps(actor, { search: "", page: 1 }),
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
  return (
    <>
      <PageHeader title={`Hello, ${user.name}`} actions={newApp} />
      <Stack gap="lg">
        <Section title="What is happening">
          {attention.length === 0 ? (
            <EmptyState icon={<IconCircleCheck size={24} />} title="Nothing waits for you" />
          ) : (
            <ul className={classes.list}>
              {attention.map(({ app, version }) => (
                <li key={version.id} className={`${classes.item} row-link`}>
                  <AppIcon app={app} size={36} />
                  <div className={classes.words}>
                    <Link
                      className="row-anchor"
                      href={`/console/apps/${app.packageId}/versions/${version.id}`}
                    >
                      {app.name} {version.versionName ?? version.fileName}
                    </Link>
                    <Text size="sm" c="dimmed">
                      {whatNext[version.status]} · <RelativeTime at={version.statusChangedAt} />
                    </Text>
                  </div>
                  <StatusBadge status={version.status} />
                </li>
              ))}
            </ul>
          )}
        </Section>
        <Section
          title="Your apps"
          aside={
            <Group gap="xs">
              <LinkAnchor href="/console/apps" size="sm">
                All {apps.total}
              </LinkAnchor>
            </Group>
          }
        >
          <AppList apps={apps.items.slice(0, 6)} />
        </Section>
      </Stack>
    </>
  );
}
