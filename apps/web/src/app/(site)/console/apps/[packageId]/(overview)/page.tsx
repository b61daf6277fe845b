import { Alert, Code, Group, SimpleGrid, Stack } from "@mantine/core";
import { categories, missingFromListing, missingScreenshots } from "@mosis/domain";
import { IconListCheck } from "@tabler/icons-react";
import type { Metadata } from "next";
import { requireActor } from "@/auth/session.ts";
import { container } from "@/container.ts";
import { env } from "@/env.ts";
import { Checklist } from "@/ui/checklist.tsx";
import { Facts } from "@/ui/facts.tsx";
import { CopyText, Hash } from "@/ui/hash.tsx";
import { LinkAnchor } from "@/ui/link.tsx";
import { RelativeTime } from "@/ui/relative-time.tsx";
import { Section } from "@/ui/section.tsx";
import { VersionList } from "@/ui/version-list.tsx";
import classes from "../overview.module.css";
import { requireApp } from "../require-app.ts";
import { wayToDevices } from "../way-to-devices.ts";

type Props = { params: Promise<{ packageId: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await requireApp(params)).name };
}

export default async function AppPage({ params }: Props) {
  const [app, actor] = await Promise.all([requireApp(params), requireActor()]);
  const { app: useCases, queries, catalog } = container();
  const [versions, live, screenshots, settings] = await Promise.all([
    queries.listVersions(actor, app.id, { search: "", page: 1 }),
    catalog.find(app.packageId),
    queries.listScreenshots(actor, app.id),
    useCases.readStoreSettings({ actor }),
  ]);
  const pictures = {
    required: settings.requiredScreenshots,
    ready: screenshots.filter(({ status }) => status === "ready").length,
  };
  const missingPictures = missingScreenshots(pictures.required, pictures.ready);
  const missing = [...missingFromListing(app), ...(missingPictures ? [missingPictures] : [])];
  const base = `/console/apps/${app.packageId}`;
  const latest = `curl ${env().EDGE_URL}/v1/apps/${app.packageId}/latest`;
  return (
    <Stack gap="lg">
      {!live && (
        <Section title="The way to devices">
          <Checklist steps={wayToDevices(app, versions.items, pictures)} />
        </Section>
      )}
      {live && missing.length > 0 && (
        <Alert icon={<IconListCheck size={18} />} title="Before you can submit a version">
          The listing still needs {missing.join(" and ")}.{" "}
          <LinkAnchor href={`${base}/listing`} size="sm">
            Complete the listing
          </LinkAnchor>
        </Alert>
      )}
      <SimpleGrid cols={{ base: 1, md: live ? 2 : 1 }} spacing="lg">
        {live && (
          <Section title="What devices get">
            <Facts
              facts={[
                ["Version", `${live.versionName} (${live.version.versionCode})`],
                ["Published", <RelativeTime key="at" at={live.publishedAt} />],
                ["SHA-256", <Hash key="hash" value={live.version.sha256} label="SHA-256" />],
                [
                  "In the catalog",
                  <LinkAnchor key="page" href={`/apps/${app.packageId}`} size="md">
                    Open its page
                  </LinkAnchor>,
                ],
              ]}
            />
          </Section>
        )}
        <Section
          title="Listing"
          aside={
            <LinkAnchor href={`${base}/listing`} size="sm">
              Edit
            </LinkAnchor>
          }
        >
          <Facts
            facts={[
              ["Summary", app.summary],
              ["Category", categories[app.category]],
              ["Created", <RelativeTime key="at" at={app.createdAt} />],
            ]}
          />
        </Section>
      </SimpleGrid>
      {live && (
        <Section title="How a device asks">
          <Group gap="xs" px="lg" pb="lg" wrap="nowrap">
            <Code block className={classes.command}>
              {latest}
            </Code>
            <CopyText value={latest} label="Copy command" />
          </Group>
        </Section>
      )}
      {versions.total > 0 && (
        <Section
          title="Latest versions"
          aside={
            <LinkAnchor href={`${base}/versions`} size="sm">
              All {versions.total}
            </LinkAnchor>
          }
        >
          <VersionList packageId={app.packageId} versions={versions.items.slice(0, 5)} />
        </Section>
      )}
    </Stack>
  );
}
