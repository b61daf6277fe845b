import { Text } from "@mantine/core";
import { loadReview } from "@/review/load-review.ts";
import { PackageFacts } from "@/ui/package-facts.tsx";
import { RelativeTime } from "@/ui/relative-time.tsx";
import { Section } from "@/ui/section.tsx";

export default async function ListingPage({ params }: { params: Promise<{ versionId: string }> }) {
  const { sheet } = await loadReview((await params).versionId);
  const { app, version } = sheet;
  return (
    <>
      <Section
        title="Listing"
        aside={
          <Text size="sm" c="dimmed">
            changed <RelativeTime at={app.updatedAt} />
          </Text>
        }
      >
        <Text fw={550} px="lg" pb="xs">
          {app.summary}
        </Text>
        <Text className="prose" px="lg" pb="lg">
          {app.description}
        </Text>
      </Section>
      <Section title="Package">
        <PackageFacts version={version} />
      </Section>
    </>
  );
}
