import { Badge } from "@mantine/core";
import { alertRules, type QueueStanding } from "@mosis/domain";
import { formatAmount } from "@/dashboard/format-amount.ts";
import { countOf } from "@/ui/count-of.ts";
import { LinkAnchor } from "@/ui/link.tsx";
import { Section } from "@/ui/section.tsx";
import { NumberTable } from "@/usage/number-table.tsx";

/** What each queue is for, as admins know it. */
const queueWords: Record<QueueStanding["queue"], string> = {
  packages: "Checks of packages",
  images: "Icons and screenshots",
  quick: "Release documents and whatever is quick",
  deltas: "Deltas between versions",
  mail: "E-mails",
  inventory: "Comparisons of bucket and ledger",
  events: "What the edge noted",
  webhooks: "Webhooks",
  statistics: "Download statistics",
};

/** What is to be done, queue by queue. */
export function Queues({ queues, failedJobs }: { queues: readonly QueueStanding[]; failedJobs: number }) {
  return (
    <Section
      title="Queues"
      aside={
        failedJobs > 0 && (
          <LinkAnchor href="/admin/jobs" size="sm">
            <Badge color="red">{countOf(failedJobs, "failed job")}</Badge>
          </LinkAnchor>
        )
      }
    >
      <NumberTable label="Jobs to be done by queue">
        <thead>
          <tr>
            <th scope="col">Queue</th>
            <th scope="col">Waiting</th>
            <th scope="col">With the workers</th>
            <th scope="col">Oldest</th>
          </tr>
        </thead>
        <tbody>
          {queues.map(({ queue, waiting, handedOver, oldestSeconds }) => (
            <tr key={queue}>
              <th scope="row">{queueWords[queue]}</th>
              <td>{waiting.toLocaleString("en")}</td>
              <td>{handedOver.toLocaleString("en")}</td>
              <td>
                {waiting + handedOver === 0 ? "–" : formatAmount("ms", oldestSeconds * 1000)}
                {oldestSeconds > alertRules.queue_age.above && (
                  <Badge color="red" ml={6}>
                    Too long
                  </Badge>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </NumberTable>
    </Section>
  );
}
