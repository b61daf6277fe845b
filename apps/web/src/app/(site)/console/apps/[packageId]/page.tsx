import { Alert, Code, Group, SimpleGrid, Stack, Text } from "@mantine/core";
import { categories, missingFromListing } from "@mosis/domain";
import { IconListCheck, IconPackage } from "@tabler/icons-react";
import type { Metadata } from "next";
import { requireActor } from "@/auth/session.ts";
import { container } from "@/container.ts";
import { env } from "@/env.ts";
import { EmptyState } from "@/ui/empty-state.tsx";
import { Facts } from "@/ui/facts.tsx";
import { CopyText } from "@/ui/hash.tsx";
import { LinkAnchor, LinkButton } from "@/ui/link.tsx";
import { RelativeTime } from "@/ui/relative-time.tsx";
import { Section } from "@/ui/section.tsx";
import { VersionList } from "@/ui/version-list.tsx";
import { requireApp } from "./require-app.ts";

type Props = { params: Promise<{ packageId: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await requireApp(params)).name };
}

export default async function AppPage({ params }: Props) {
  const [app, actor] = await Promise.all([requireApp(params), requireActor()]);
  const { queries } = container();
  const [versions, live] = await Promise.all([
    queries.listVersions(actor, app.id, { search: "", page: 1 }),
    queries.findCatalogEntry(app.packageId),
  ]);
  const missing = missingFromListing(app);
  const base = `/console/apps/${app.packageId}`;
  const latest = `curl ${env().EDGE_URL}/v1/apps/${app.packageId}/latest`;
  return (
    <Stack gap="lg">
      {missing.length > 0 && (
        <Alert icon={<IconListCheck size={18} />} title="Before you can submit a version">
          The listing still needs {missing.join(" and ")}.{" "}
          <LinkAnchor href={`${base}/listing`} size="sm">
            Complete the listing
          </LinkAnchor>
        </Alert>
      )}
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Section title="What devices get">
          {live ? (
            <>
              <Facts
                facts={[
                  ["Version", `${live.versionName} (${live.version.versionCode})`],
                  ["Published", <RelativeTime key="at" at={live.publishedAt} />],
                  [
                    "In the catalog",
                    <LinkAnchor key="page" href={`/apps/${app.packageId}`} size="md">
                      Open its page
                    </LinkAnchor>,
                  ],
                ]}
              />
              <Group gap={4} px="lg" pb="md" wrap="nowrap">
                <Code block style={{ flex: 1, minWidth: 0 }}>
                  {latest}
                </Code>
                <CopyText value={latest} label="Copy command" />
              </Group>
            </>
          ) : (
            <Text c="dimmed" px="lg" pb="lg">
              Nothing is published yet. Upload a package, submit it, and publish it once it has been approved.
            </Text>
          )}
        </Section>
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
      <Section
        title="Latest versions"
        aside={
          <LinkAnchor href={`${base}/versions`} size="sm">
            All {versions.total}
          </LinkAnchor>
        }
      >
        {versions.total === 0 ? (
          <EmptyState
            icon={<IconPackage size={24} />}
            title="No version yet"
            action={<LinkButton href={`${base}/versions`}>Upload a package</LinkButton>}
          />
        ) : (
          <VersionList packageId={app.packageId} versions={versions.items.slice(0, 5)} />
        )}
      </Section>
    </Stack>
  );
}
