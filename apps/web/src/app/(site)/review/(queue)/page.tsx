import { Group } from "@mantine/core";
import { ReviewQueueQuery } from "@mosis/domain";
import { IconChecklist } from "@tabler/icons-react";
import type { Metadata } from "next";
import { requireReviewerActor } from "@/auth/session.ts";
import { container } from "@/container.ts";
import { QueueKeys } from "@/review/queue-keys.tsx";
import { QueueList } from "@/review/queue-list.tsx";
import { timeInWords } from "@/review/time-words.ts";
import { EmptyState } from "@/ui/empty-state.tsx";
import { LinkButton } from "@/ui/link.tsx";
import { Pager } from "@/ui/list-controls.tsx";
import { ListFilter } from "@/ui/list-filter.tsx";
import { PageHeader } from "@/ui/page-header.tsx";
import { Section } from "@/ui/section.tsx";

export const metadata: Metadata = { title: "Review" };

const shows = [
  { value: "all", label: "Everything" },
  { value: "unclaimed", label: "In nobody's hands" },
  { value: "mine", label: "In my hands" },
  { value: "second", label: "Second approval" },
  { value: "answered", label: "Answered" },
  { value: "samples", label: "Samples" },
] as const satisfies readonly { value: ReviewQueueQuery["show"]; label: string }[];

const orders = [
  { value: "longest", label: "Longest waiting first" },
  { value: "latest", label: "Latest first" },
] as const satisfies readonly { value: ReviewQueueQuery["order"]; label: string }[];

export default async function ReviewPage({ searchParams }: { searchParams: Promise<unknown> }) {
  const actor = await requireReviewerActor();
  const query = ReviewQueueQuery.parse(await searchParams);
  const { queries } = container();
  const at = new Date();
  const [page, times] = await Promise.all([
    queries.listReviewQueue(query, { userId: actor.userId, at }),
    queries.readReviewTimes(at),
  ]);
  const isNarrowed = query.search !== "" || query.show !== "all";
  const usual =
    times.p50Ms === null || times.p90Ms === null
      ? "Not enough decisions yet to say how long one takes."
      : `Half of the decisions of the last 30 days took up to ${timeInWords(times.p50Ms)}, nine of ten up to ${timeInWords(times.p90Ms)}.`;
  return (
    <>
      <PageHeader title="Review" lead={usual} />
      <Section
        title={page.total === 1 ? "1 version waits" : `${page.total} versions wait`}
        aside={
          <ListFilter
            label="Search the queue"
            placeholder="App or developer"
            search={query.search}
            choices={[
              { name: "show", label: "What waits", value: query.show, options: shows },
              { name: "order", label: "Order", value: query.order, options: orders },
            ]}
          />
        }
      >
        {page.items.length === 0 ? (
          <EmptyState
            icon={<IconChecklist size={24} />}
            title={isNarrowed ? "Nothing matches" : "The queue is empty"}
            action={
              isNarrowed && (
                <LinkButton href="/review" variant="default">
                  Show the whole queue
                </LinkButton>
              )
            }
          >
            {isNarrowed
              ? "Try an app, a package id or a developer, or look at everything."
              : "New submissions appear here."}
          </EmptyState>
        ) : (
          <>
            <Group px="lg" pb="sm">
              <QueueKeys />
            </Group>
            <QueueList items={page.items} times={times} viewer={actor.userId} />
          </>
        )}
        <Pager page={page} search={query.search} filters={{ show: query.show, order: query.order }} />
      </Section>
    </>
  );
}
