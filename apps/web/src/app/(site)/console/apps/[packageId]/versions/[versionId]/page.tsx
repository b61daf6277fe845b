import { Alert, Group, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import {
  isDomainError,
  isInterrupted,
  isStored,
  permits,
  type Version,
  type VersionId,
  versionsDescribed,
} from "@mosis/domain";
import { IconCircleCheck, IconDownload, IconMessageReport } from "@tabler/icons-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { z } from "zod";
import { requireActor } from "@/auth/session.ts";
import { container } from "@/container.ts";
import { presentVersion } from "@/http/present.ts";
import { EndReason } from "@/review/end-reason.tsx";
import { FollowReview } from "@/review/follow-review.tsx";
import { PackageFate } from "@/review/package-fate.tsx";
import { ReasonList } from "@/review/reason-list.tsx";
import { ReleaseNotesForm } from "@/review/release-notes.tsx";
import { RetryVersion } from "@/review/retry-version.tsx";
import { ReviewStatusPanel } from "@/review/review-status.tsx";
import { VersionActions } from "@/review/version-actions.tsx";
import { FindingsReport } from "@/ui/findings-report.tsx";
import { HistoryList } from "@/ui/history-list.tsx";
import { LinkAnchor } from "@/ui/link.tsx";
import { PackageFacts } from "@/ui/package-facts.tsx";
import { PermissionList } from "@/ui/permission-list.tsx";
import { ProvenanceFacts } from "@/ui/provenance.tsx";
import { Section } from "@/ui/section.tsx";
import { StatusBadge } from "@/ui/status-badge.tsx";
import { VersionLive } from "@/upload/version-live.tsx";
import { requireApp } from "../../require-app.ts";

type Props = { params: Promise<{ packageId: string; versionId: string }> };

/** The version, if it belongs to the app in the address and the app to the visitor. */
const loadVersion = cache(async (params: Props["params"]) => {
  const [app, actor] = await Promise.all([requireApp(params), requireActor()]);
  const versionId = z.uuid().safeParse((await params).versionId);
  if (!versionId.success) notFound();
  try {
    const { version } = await container().app.getVersion({ actor, versionId: versionId.data as VersionId });
    return version.appId === app.id ? { app, version, actor } : notFound();
  } catch (error) {
    if (isDomainError(error, "not_found")) notFound();
    throw error;
  }
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { app, version } = await loadVersion(params);
  return { title: `${app.name} ${version.manifest?.version ?? version.fileName}` };
}

export default async function VersionPage({ params }: Props) {
  const { app, version, actor } = await loadVersion(params);
  const [history, retained, review, { revision }, provenance] = await Promise.all([
    container().queries.listHistory(actor, version.id),
    container().app.getRetained({ actor, versionId: version.id }),
    container().app.readReviewStatus({ actor, versionId: version.id }),
    container().app.readReviewPulse({ actor, versionId: version.id }),
    container().app.getProvenance({ actor, versionId: version.id }),
  ]);
  const rejection = review.thread.findLast(({ kind }) => kind === "rejection");
  const checked = version.status !== "validating";
  return (
    <Stack gap="lg">
      <Group justify="space-between" gap="md">
        <Stack gap={4} miw={0}>
          <LinkAnchor href={`/console/apps/${app.packageId}/versions`} size="sm">
            All versions
          </LinkAnchor>
          <Group gap="sm">
            <Title order={2} size="h1">
              {version.manifest?.version ?? version.fileName}
            </Title>
            <StatusBadge status={version.status} />
          </Group>
        </Stack>
        {isInterrupted(version) ? (
          <RetryVersion versionId={version.id} />
        ) : (
          version.purgedAt === null && (
            <VersionActions version={presentVersion(version)} packageId={app.packageId} />
          )
        )}
      </Group>
      {!checked && <VersionLive initial={presentVersion(version)} />}
      {review.wait !== "nothing" && <FollowReview versionId={version.id} shown={revision} />}
      <PackageFate version={version} dueAt={retained?.dueAt ?? null} />
      {version.status === "rejected" && (
        <Alert color="red" icon={<IconMessageReport size={18} />} title="Why it was rejected">
          <Text className="prose">{version.decisionReason}</Text>
          <ReasonList reasons={rejection?.reasons ?? []} />
          <Text size="sm" c="dimmed" mt="xs">
            Mend it, raise the version code, and upload it as a new version.
          </Text>
        </Alert>
      )}
      <EndReason version={version} history={history} />
      {version.status === "approved" && version.decisionReason && (
        <Alert color="teal" icon={<IconCircleCheck size={18} />} title="A word from the reviewer">
          <Text className="prose">{version.decisionReason}</Text>
        </Alert>
      )}
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg" style={{ alignItems: "start" }}>
        <Stack gap="lg">
          <ReviewStatusPanel
            status={review}
            versionId={version.id}
            canAnswer={permits(actor, "review.answer")}
          />
          <NotesSection version={version} canWrite={permits(actor, "version.submit")} />
          {checked && (
            <Section title="What the checks found">
              <FindingsReport findings={version.findings} />
            </Section>
          )}
          <Section title="History">
            <HistoryList items={history} />
          </Section>
        </Stack>
        <Stack gap="lg">
          <Section
            title="Package"
            aside={
              isStored(version) && (
                <a className="quiet-link" href={`/api/v1/versions/${version.id}/download`}>
                  <IconDownload size={15} aria-hidden="true" /> Download
                </a>
              )
            }
          >
            <PackageFacts version={version} />
          </Section>
          {provenance && (
            <Section title="Where it was built">
              <ProvenanceFacts provenance={provenance} />
            </Section>
          )}
          {version.manifest && (
            <Section title="What it may do">
              <PermissionList permissions={version.manifest.permissions ?? []} />
            </Section>
          )}
        </Stack>
      </SimpleGrid>
    </Stack>
  );
}

function NotesSection({ version, canWrite }: { version: Version; canWrite: boolean }) {
  const isOpen = versionsDescribed.some((status) => status === version.status);
  if (!version.releaseNotes && !(isOpen && canWrite)) return null;
  return (
    <Section title="What is new">
      {isOpen && canWrite ? (
        <ReleaseNotesForm versionId={version.id} notes={version.releaseNotes} />
      ) : (
        <Text className="prose" px="lg" pb="lg">
          {version.releaseNotes}
        </Text>
      )}
    </Section>
  );
}
