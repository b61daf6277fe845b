import { Alert, Badge, Group, Stack, Text, Title } from "@mantine/core";
import { categories } from "@mosis/domain";
import { IconDownload } from "@tabler/icons-react";
import type { Metadata } from "next";
import type { ReactNode } from "react";
import { container } from "@/container.ts";
import { EndReason } from "@/review/end-reason.tsx";
import { EndVersion } from "@/review/end-version.tsx";
import { FollowReview } from "@/review/follow-review.tsx";
import { JudgementAlert } from "@/review/judgement-alert.tsx";
import { loadReview } from "@/review/load-review.ts";
import classes from "@/review/review.module.css";
import { ReviewAside } from "@/review/review-aside.tsx";
import { AppIcon } from "@/ui/app-icon.tsx";
import { LinkAnchor } from "@/ui/link.tsx";
import { PageTabs } from "@/ui/page-tabs.tsx";
import { RelativeTime } from "@/ui/relative-time.tsx";
import { Section } from "@/ui/section.tsx";
import { StatusBadge } from "@/ui/status-badge.tsx";

type Props = { params: Promise<{ versionId: string }>; children: ReactNode };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { sheet } = await loadReview((await params).versionId);
  return { title: `Review of ${sheet.app.name} ${sheet.version.manifest?.version ?? ""}` };
}

export default async function ReviewLayout({ params, children }: Props) {
  const { actor, sheet } = await loadReview((await params).versionId);
  const { app, version, review } = sheet;
  const [history, { revision }] = await Promise.all([
    container().queries.listHistory(actor, version.id),
    container().app.readReviewPulse({ actor, versionId: version.id }),
  ]);
  // What is decided does not change any more.
  const isOpen = version.status === "in_review" || version.status === "draft";
  const tabs = [
    { path: "", label: "What changed" },
    { path: "/files", label: "Files" },
    { path: "/findings", label: "Findings" },
    { path: "/listing", label: "Listing" },
    { path: "/history", label: "History" },
  ];
  return (
    <Stack gap="md">
      {isOpen && <FollowReview versionId={version.id} shown={revision} />}
      <LinkAnchor href="/review" size="sm">
        The queue
      </LinkAnchor>
      <Group gap="md" wrap="nowrap" align="flex-start">
        <AppIcon app={app} size={56} />
        <Stack gap={2} miw={0} flex={1}>
          <Group gap="sm">
            <Title order={1}>
              {app.name} {version.manifest?.version}
            </Title>
            <StatusBadge status={version.status} />
            {sheet.before === null && <Badge>First release</Badge>}
          </Group>
          <Text c="dimmed" size="sm">
            {app.packageId} · {categories[app.category]} · {sheet.developer?.name}
            {version.submittedAt && (
              <>
                {" "}
                · submitted <RelativeTime at={version.submittedAt} />
              </>
            )}
          </Text>
          <Group gap="md">
            <a className="quiet-link" href={`/api/v1/versions/${version.id}/download`}>
              <IconDownload size={15} aria-hidden="true" /> Download
            </a>
            <a className={`quiet-link ${classes.toDecision}`} href="#decision">
              To the decision
            </a>
          </Group>
        </Stack>
        {actor.role === "admin" && version.status === "published" && (
          <EndVersion way="remove" versionId={version.id} appId={app.id} />
        )}
      </Group>
      <EndReason version={version} history={history} />
      {version.releaseNotes && (
        <Section title="What is new, says its developer">
          <Text className="prose" px="lg" pb="lg">
            {version.releaseNotes}
          </Text>
        </Section>
      )}
      <JudgementAlert review={review} />
      {version.status === "draft" && review?.changesRequestedAt && (
        <Alert color="orange" title="Changes were asked for">
          <Text size="sm">
            <RelativeTime at={review.changesRequestedAt} />. It comes back when its developer submits it
            again.
          </Text>
        </Alert>
      )}
      <div className={classes.columns}>
        <div className={classes.content}>
          <div>
            <PageTabs label="Review" base={`/review/${version.id}`} tabs={tabs} />
            <div className={classes.content}>{children}</div>
          </div>
        </div>
        <ReviewAside sheet={sheet} actor={actor} />
      </div>
    </Stack>
  );
}
