import { FindingChanges } from "@/review/finding-changes.tsx";
import { loadReview } from "@/review/load-review.ts";
import { FindingsReport } from "@/ui/findings-report.tsx";
import { Section } from "@/ui/section.tsx";

export default async function FindingsPage({ params }: { params: Promise<{ versionId: string }> }) {
  const { sheet } = await loadReview((await params).versionId);
  const { version, before } = sheet;
  return (
    <>
      {before && <FindingChanges version={version} before={before} />}
      <Section title="What the checks found">
        <FindingsReport findings={version.findings} />
      </Section>
    </>
  );
}
