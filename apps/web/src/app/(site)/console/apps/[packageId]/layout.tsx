import { Group, Stack, Text, Title } from "@mantine/core";
import { mostTracks } from "@mosis/domain";
import type { ReactNode } from "react";
import { requireActor } from "@/auth/session.ts";
import { container } from "@/container.ts";
import { AppIcon } from "@/ui/app-icon.tsx";
import { PageTabs } from "@/ui/page-tabs.tsx";
import { requireApp } from "./require-app.ts";

/** A track has one rollout at a time, and an app some twenty tracks. */
const mostHalted = mostTracks;

type Props = { params: Promise<{ packageId: string }>; children: ReactNode };

export default async function AppLayout({ params, children }: Props) {
  const [app, actor] = await Promise.all([requireApp(params), requireActor()]);
  const halted = await container().queries.listHalted(actor, { appId: app.id, limit: mostHalted });
  const tabs = [
    { path: "", label: "Overview" },
    { path: "/versions", label: "Versions" },
    { path: "/releases", label: "Releases", notice: halted.length > 0 ? `${halted.length} halted` : null },
    { path: "/listing", label: "Listing" },
    { path: "/statistics", label: "Statistics" },
    { path: "/settings", label: "Settings" },
  ];
  return (
    <>
      <Group gap="md" wrap="nowrap" mb="md">
        <AppIcon app={app} size={52} />
        <Stack gap={0} miw={0}>
          <Title order={1}>{app.name}</Title>
          <Text c="dimmed" truncate>
            {app.packageId}
          </Text>
        </Stack>
      </Group>
      <PageTabs label="App" base={`/console/apps/${app.packageId}`} tabs={tabs} />
      {children}
    </>
  );
}
