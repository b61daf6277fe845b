import { Badge, Text } from "@mantine/core";
import { ListQuery } from "@mosis/domain";
import { IconChecklist } from "@tabler/icons-react";
import type { Metadata } from "next";
import Link from "next/link";
import { requireReviewerActor } from "@/auth/session.ts";
import { container } from "@/container.ts";
import { AppIcon } from "@/ui/app-icon.tsx";
import { EmptyState } from "@/ui/empty-state.tsx";
import { formatBytes } from "@/ui/format-bytes.ts";
import { LinkButton } from "@/ui/link.tsx";
import { Pager, SearchForm } from "@/ui/list-controls.tsx";
import { PageHeader } from "@/ui/page-header.tsx";
import { RelativeTime } from "@/ui/relative-time.tsx";
import classes from "@/ui/rows.module.css";
import { Section } from "@/ui/section.tsx";

export const metadata: Metadata = { title: "Review" };

export default async function ReviewPage({ searchParams }: { searchParams: Promise<unknown> }) {
  await requireReviewerActor();
  const query = ListQuery.parse(await searchParams);
  const page = await container().queries.listReviewQueue(query);
  return (
    <>
      <PageHeader title="Review" lead="The longest waiting first." />
      <Section
        title={page.total === 1 ? "1 version waits" : `${page.total} versions wait`}
        aside={<SearchForm label="Search the queue" search={query.search} />}
      >
        {page.items.length === 0 ? (
          <EmptyState
            icon={<IconChecklist size={24} />}
            title={query.search ? "Nothing matches" : "The queue is empty"}
            action={
              query.search && (
                <LinkButton href="/review" variant="default">
                  Show the whole queue
                </LinkButton>
              )
            }
          >
            {query.search ? "Try an app, a package id or a developer." : "New submissions appear here."}
          </EmptyState>
        ) : (
          <ul className={classes.list}>
            {page.items.map((item) => (
              <li key={item.versionId} className={`${classes.item} row-link`}>
                <AppIcon app={item.app} size={40} />
                <div className={classes.words}>
                  <Link className="row-anchor" href={`/review/${item.versionId}`}>
                    {item.app.name} {item.versionName}
                  </Link>
                  <Text size="sm" c="dimmed">
                    {item.developerName} · {formatBytes(item.size)} · submitted{" "}
                    <RelativeTime at={item.submittedAt} />
                  </Text>
                </div>
                {item.warnings > 0 && (
                  <Badge color="yellow">
                    {item.warnings === 1 ? "1 warning" : `${item.warnings} warnings`}
                  </Badge>
                )}
                {item.firstRelease && <Badge>First release</Badge>}
              </li>
            ))}
          </ul>
        )}
        <Pager page={page} search={query.search} />
      </Section>
    </>
  );
}
