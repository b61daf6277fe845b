import { Group, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { AppIcon } from "@/ui/app-icon.tsx";
import { PageTabs } from "@/ui/page-tabs.tsx";
import { requireApp } from "./require-app.ts";

const tabs = [
  { path: "", label: "Overview" },
  { path: "/versions", label: "Versions" },
  { path: "/listing", label: "Listing" },
];

type Props = { params: Promise<{ packageId: string }>; children: ReactNode };

export default async function AppLayout({ params, children }: Props) {
  const app = await requireApp(params);
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
