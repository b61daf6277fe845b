import { Alert, Group, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { categories, isDomainError, shown, type VersionId } from "@mosis/domain";
import { IconDownload, IconUserOff } from "@tabler/icons-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { z } from "zod";
import { requireReviewerActor } from "@/auth/session.ts";
import { container } from "@/container.ts";
import { DecisionForm } from "@/review/decision-form.tsx";
import { EndReason } from "@/review/end-reason.tsx";
import { EndVersion } from "@/review/end-version.tsx";
import { ScreenshotStrip } from "@/screenshots/screenshot-strip.tsx";
import { AppIcon } from "@/ui/app-icon.tsx";
import { FindingsReport } from "@/ui/findings-report.tsx";
import { HistoryList } from "@/ui/history-list.tsx";
import { LinkAnchor } from "@/ui/link.tsx";
import { PackageFacts } from "@/ui/package-facts.tsx";
import { PermissionList } from "@/ui/permission-list.tsx";
import { RelativeTime } from "@/ui/relative-time.tsx";
import { Section } from "@/ui/section.tsx";
import { StatusBadge } from "@/ui/status-badge.tsx";

export const metadata: Metadata = { title: "Review" };

export default async function ReviewVersionPage({ params }: { params: Promise<{ versionId: string }> }) {
  const actor = await requireReviewerActor();
  const versionId = z.uuid().safeParse((await params).versionId);
  if (!versionId.success) notFound();
  const { app: useCases, queries } = container();
  const found = await useCases
    .getVersion({ actor, versionId: versionId.data as VersionId })
    .catch((error: unknown) => {
      if (isDomainError(error, "not_found")) notFound();
      throw error;
    });
  const { app, version } = found;
  // A reviewer also sees drafts of their own apps; those are not up for review.
  if (!version.submittedAt) notFound();
  const [history, screenshots] = await Promise.all([
    queries.listHistory(actor, version.id),
    queries.listScreenshots(actor, app.id),
  ]);
  const pictures = screenshots.flatMap((one) => shown(one) ?? []);
  const uploader = history.find(({ action }) => action === "version.received")?.by;
  const own = version.developerId === actor.developerId;
  return (
    <Stack gap="lg">
      <LinkAnchor href="/review" size="sm">
        The queue
      </LinkAnchor>
      <Group gap="md" wrap="nowrap" align="flex-start">
        <AppIcon app={app} size={64} />
        <Stack gap={4} miw={0}>
          <Group gap="sm">
            <Title order={1}>
              {app.name} {version.manifest?.version}
            </Title>
            <StatusBadge status={version.status} />
          </Group>
          <Text>{app.summary}</Text>
          <Text c="dimmed" size="sm">
            {app.packageId} · {categories[app.category]}
            {uploader && ` · uploaded by ${uploader}`} · submitted <RelativeTime at={version.submittedAt} />
          </Text>
        </Stack>
        {actor.role === "admin" && version.status === "published" && (
          <EndVersion way="remove" versionId={version.id} appId={app.id} />
        )}
      </Group>
      <EndReason version={version} history={history} />
      {pictures.length > 0 && (
        <Section title="Screenshots">
          <ScreenshotStrip pictures={pictures} />
        </Section>
      )}
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg" style={{ alignItems: "start" }}>
        <Stack gap="lg">
          {version.status === "in_review" && (
            <Section title="Decision">
              <Stack px="lg" pb="lg">
                {own ? (
                  <Alert color="yellow" icon={<IconUserOff size={18} />}>
                    This is your own app: another reviewer has to decide.
                  </Alert>
                ) : (
                  <DecisionForm versionId={version.id} />
                )}
              </Stack>
            </Section>
          )}
          {version.decisionReason && (
            <Section title="Reason given">
              <Text className="prose" px="lg" pb="lg">
                {version.decisionReason}
              </Text>
            </Section>
          )}
          <Section title="What the checks found">
            <FindingsReport findings={version.findings} />
          </Section>
          <Section title="Listing">
            <Text className="prose" px="lg" pb="lg">
              {app.description}
            </Text>
          </Section>
          <Section title="History">
            <HistoryList items={history} />
          </Section>
        </Stack>
        <Stack gap="lg">
          <Section title="What it may do">
            <PermissionList permissions={version.manifest?.permissions ?? []} />
          </Section>
          <Section
            title="Package"
            aside={
              <a className="quiet-link" href={`/api/v1/versions/${version.id}/download`}>
                <IconDownload size={15} aria-hidden="true" /> Download
              </a>
            }
          >
            <PackageFacts version={version} />
          </Section>
        </Stack>
      </SimpleGrid>
    </Stack>
  );
}
