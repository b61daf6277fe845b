import { type Dashboard, dashboardSpans, formatDollars } from "@mosis/domain";
import { formatAmount, shareOf } from "@/dashboard/format-amount.ts";
import { countOf } from "@/ui/count-of.ts";
import { formatBytes } from "@/ui/format-bytes.ts";
import { LinkAnchor } from "@/ui/link.tsx";
import { exactBytes } from "@/usage/exact.ts";
import { FigureCard } from "@/usage/figure-card.tsx";
import usage from "@/usage/usage.module.css";
import { BudgetProgress } from "../cost/budget-progress.tsx";

const hourMs = 60 * 60 * 1000;

/** The numbers an administrator looks at first. */
export function Figures({ dashboard, inReview }: { dashboard: Dashboard; inReview: number }) {
  const { uploads, downloads, span, storedBytes, budget, queues } = dashboard;
  const { steps, stepMs } = dashboardSpans[span];
  const perHour = downloads.whole.requests / ((steps * stepMs) / hourMs);
  const waiting = queues.reduce((sum, { waiting, handedOver }) => sum + waiting + handedOver, 0);
  const oldest = Math.max(0, ...queues.map(({ oldestSeconds }) => oldestSeconds));
  return (
    <div className={usage.figures}>
      <FigureCard
        label="Uploads that worked"
        note={`${uploads.whole.failed} of ${countOf(uploads.whole.ended, "upload")} failed`}
      >
        {formatAmount("share", shareOf(uploads.whole.ended - uploads.whole.failed, uploads.whole.ended))}
      </FigureCard>
      <FigureCard label="A check takes" note={`95 % within ${formatAmount("ms", uploads.whole.p95Ms)}`}>
        {formatAmount("ms", uploads.whole.p50Ms)}
      </FigureCard>
      <FigureCard
        label="Downloads an hour"
        note={ofDownloads(dashboard, downloads.whole.failures, downloads.whole.requests, "failed")}
      >
        {formatAmount("count", perHour)}
      </FigureCard>
      <FigureCard
        label="Bytes downloaded"
        title={exactBytes(downloads.whole.bytes)}
        note={ofDownloads(dashboard, downloads.whole.cachedBytes, downloads.whole.bytes, "out of the cache")}
      >
        {formatBytes(downloads.whole.bytes)}
      </FigureCard>
      <FigureCard
        label="Jobs to be done"
        note={waiting === 0 ? "nothing waits" : `the oldest for ${formatAmount("ms", oldest * 1000)}`}
      >
        {formatAmount("count", waiting)}
      </FigureCard>
      <FigureCard
        label="Stored"
        note={
          budget ? (
            <>
              {formatDollars(budget.estimate)} of {formatDollars(budget.budget)} this month
              <BudgetProgress budget={budget} />
            </>
          ) : (
            <LinkAnchor href="/admin/cost" size="sm">
              Set a budget
            </LinkAnchor>
          )
        }
      >
        {storedBytes === null ? "–" : formatBytes(storedBytes)}
      </FigureCard>
      <FigureCard
        label="Alerts that fire"
        note={
          <LinkAnchor href="/admin/alerts" size="sm">
            What is watched
          </LinkAnchor>
        }
      >
        {dashboard.firing.length}
      </FigureCard>
      <FigureCard
        label="In review"
        note={
          inReview === 0 ? (
            "nothing waits for review"
          ) : (
            <LinkAnchor href="/review" size="sm">
              To the queue
            </LinkAnchor>
          )
        }
      >
        {inReview}
      </FigureCard>
    </div>
  );
}

/** A share of what was downloaded, in words that also hold while there was nothing. */
function ofDownloads({ downloads }: Dashboard, part: number, whole: number, words: string): string {
  if (downloads.whole.requests === 0) return "none in this time";
  return `${formatAmount("share", shareOf(part, whole) ?? 0)} ${words}`;
}
