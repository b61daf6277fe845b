import { Group, Stack, Text } from "@mantine/core";
import { ListQuery } from "@mosis/domain";
import { IconLock } from "@tabler/icons-react";
import type { Metadata } from "next";
import { requireAdminActor } from "@/auth/session.ts";
import { container } from "@/container.ts";
import { countOf } from "@/ui/count-of.ts";
import { EmptyState } from "@/ui/empty-state.tsx";
import { Pager, SearchForm } from "@/ui/list-controls.tsx";
import { RelativeTime } from "@/ui/relative-time.tsx";
import classes from "@/ui/rows.module.css";
import { Section } from "@/ui/section.tsx";
import { HoldApp } from "./hold-app.tsx";
import { LiftHold } from "./lift-hold.tsx";

export const metadata: Metadata = { title: "Holds" };

export default async function HoldsPage({ searchParams }: { searchParams: Promise<unknown> }) {
  const actor = await requireAdminActor();
  const query = ListQuery.parse(await searchParams);
  const holds = await container().app.listHolds({ actor, query });
  return (
    <Section
      title={countOf(holds.total, "hold")}
      aside={
        <Group gap="xs">
          <SearchForm label="App or reason" search={query.search} />
          <HoldApp />
        </Group>
      }
    >
      {holds.items.length === 0 ? (
        <EmptyState
          icon={<IconLock size={24} />}
          title={query.search ? "Nothing matches" : "Nothing is held"}
        >
          What is held is kept until the hold is lifted, whatever the policy says.
        </EmptyState>
      ) : (
        <ul className={classes.list}>
          {holds.items.map(({ id, app, version, reason, placedBy, placedAt }) => (
            <li key={id} className={classes.item}>
              <Group justify="space-between" gap="md" flex={1} miw={0}>
                <Stack gap={0} miw={0} flex="1 1 260px">
                  <Text fw={550}>
                    {app.name} {version ? (version.versionName ?? version.fileName) : "· all versions"}
                  </Text>
                  <Text size="sm">{reason}</Text>
                  <Text size="sm" c="dimmed">
                    {app.packageId} · {placedBy ?? "somebody"}, <RelativeTime at={placedAt} />
                  </Text>
                </Stack>
                <LiftHold holdId={id} name={app.name} />
              </Group>
            </li>
          ))}
        </ul>
      )}
      <Pager page={holds} search={query.search} />
    </Section>
  );
}
