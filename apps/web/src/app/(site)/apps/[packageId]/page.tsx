import { Alert, Grid, GridCol, Group, Stack, Text, Title } from "@mantine/core";
import { categories } from "@mosis/domain";
import { IconCloudOff, IconDownload } from "@tabler/icons-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { container } from "@/container.ts";
import { ScreenshotStrip } from "@/screenshots/screenshot-strip.tsx";
import { AppIcon } from "@/ui/app-icon.tsx";
import { Facts } from "@/ui/facts.tsx";
import { formatBytes } from "@/ui/format-bytes.ts";
import { Hash } from "@/ui/hash.tsx";
import { PermissionList } from "@/ui/permission-list.tsx";
import { RelativeTime } from "@/ui/relative-time.tsx";
import { Section } from "@/ui/section.tsx";

type Props = { params: Promise<{ packageId: string }>; searchParams: Promise<{ download?: unknown }> };

const findEntry = cache((packageId: string) => container().catalog.find(packageId));

export async function generateMetadata({ params }: Pick<Props, "params">): Promise<Metadata> {
  const entry = await findEntry((await params).packageId);
  return entry ? { title: entry.name, description: entry.summary } : {};
}

export default async function CatalogAppPage({ params, searchParams }: Props) {
  const entry = (await findEntry((await params).packageId)) ?? notFound();
  const { version } = entry;
  const { download } = await searchParams;
  const screenshots = await container().queries.listPublicScreenshots(entry.id);
  return (
    <Stack gap="xl">
      <Group gap="lg" align="center">
        <AppIcon app={entry} size={96} />
        <Stack gap={4} flex="1 1 240px" miw={0}>
          <Title order={1}>{entry.name}</Title>
          <Text size="lg">{entry.summary}</Text>
          <Text c="dimmed">
            {entry.developerName} · {categories[entry.category]}
          </Text>
        </Stack>
        {/* Not a client-side link: it leads to a file. */}
        <a href={`/apps/${entry.packageId}/download`} className="mosis-button">
          <IconDownload size={18} aria-hidden="true" />
          Download
          <span className="tabular">{formatBytes(version.size)}</span>
        </a>
      </Group>
      {download === "unavailable" && (
        <Alert
          color="red"
          icon={<IconCloudOff size={18} />}
          role="alert"
          title="The download cannot start right now"
        >
          The place packages come from does not answer. Try again in a minute; nothing is lost.
        </Alert>
      )}
      {screenshots.length > 0 && (
        <Section title="Screenshots">
          <ScreenshotStrip pictures={screenshots} />
        </Section>
      )}
      <Grid gap="lg" align="flex-start">
        <GridCol span={{ base: 12, md: 7 }}>
          <Stack gap="lg">
            <Section title="About">
              <Text className="prose" px="lg" pb="lg">
                {entry.description}
              </Text>
            </Section>
            <Section title="What it may do">
              <PermissionList permissions={version.manifest?.permissions ?? []} />
            </Section>
          </Stack>
        </GridCol>
        <GridCol span={{ base: 12, md: 5 }}>
          <Section title="Version">
            <Facts
              facts={[
                ["Version", entry.versionName],
                ["Version code", version.versionCode],
                ["Published", <RelativeTime key="at" at={entry.publishedAt} />],
                ["Size", formatBytes(version.size)],
                ["SHA-256", <Hash key="hash" value={version.sha256} label="SHA-256" />],
                [
                  "Needs",
                  version.manifest?.min_os_version
                    ? `OS ${version.manifest.min_os_version}`
                    : "Any OS version",
                ],
                ["License", version.manifest?.license],
              ]}
            />
          </Section>
        </GridCol>
      </Grid>
    </Stack>
  );
}
