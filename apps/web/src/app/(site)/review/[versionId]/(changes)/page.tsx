import { Text } from "@mantine/core";
import { FileChangesQuery, shown } from "@mosis/domain";
import { container } from "@/container.ts";
import { DeveloperCard } from "@/review/developer-card.tsx";
import { FilesInShort } from "@/review/files-in-short.tsx";
import { FindingChanges } from "@/review/finding-changes.tsx";
import { loadReview } from "@/review/load-review.ts";
import { VersionChanges } from "@/review/version-changes.tsx";
import { ScreenshotStrip } from "@/screenshots/screenshot-strip.tsx";
import { Section } from "@/ui/section.tsx";

export default async function ChangesPage({ params }: { params: Promise<{ versionId: string }> }) {
  const { actor, sheet } = await loadReview((await params).versionId);
  const { app, version, before, developer } = sheet;
  const [screenshots, compared] = await Promise.all([
    container().queries.listScreenshots(actor, app.id),
    container().app.compareVersionFiles({
      actor,
      versionId: version.id,
      query: FileChangesQuery.parse({ show: "changes" }),
    }),
  ]);
  const pictures = screenshots.flatMap((one) => shown(one) ?? []);
  const since = before?.publishedAt ?? null;
  const added = since ? screenshots.filter(({ createdAt }) => createdAt > since).length : 0;
  return (
    <>
      <VersionChanges version={version} before={before} />
      <FilesInShort compared={compared} base={`/review/${version.id}/files`} />
      <FindingChanges version={version} before={before} />
      {pictures.length > 0 && (
        <Section
          title="Screenshots"
          aside={
            since && (
              <Text size="sm" c="dimmed">
                {added === 0 ? "none newer than the last version" : `${added} newer than the last version`}
              </Text>
            )
          }
        >
          <ScreenshotStrip pictures={pictures} />
        </Section>
      )}
      {developer && (
        <DeveloperCard
          record={developer}
          developerId={version.developerId}
          isAdmin={actor.role === "admin"}
        />
      )}
    </>
  );
}
