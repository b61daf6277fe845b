import { isAdmin } from "@mosis/domain";
import { container } from "@/container.ts";
import { loadReview } from "@/review/load-review.ts";
import { HistoryList } from "@/ui/history-list.tsx";
import { LinkAnchor } from "@/ui/link.tsx";
import { Section } from "@/ui/section.tsx";

export default async function HistoryPage({ params }: { params: Promise<{ versionId: string }> }) {
  const { actor, sheet } = await loadReview((await params).versionId);
  const history = await container().queries.listHistory(actor, sheet.version.id);
  return (
    <Section
      title="History"
      aside={
        isAdmin(actor) && (
          <LinkAnchor href={`/admin/audit?subject=${sheet.version.id}`} size="sm">
            In the audit log
          </LinkAnchor>
        )
      }
    >
      <HistoryList items={history} />
    </Section>
  );
}
