import { Badge } from "@mantine/core";
import { kindsOf, NoticeQuery, noticeKinds, noticePlace, noticeSentence } from "@mosis/domain";
import { IconBell } from "@tabler/icons-react";
import type { Metadata } from "next";
import { requireSession } from "@/auth/session.ts";
import { container } from "@/container.ts";
import { MarkAllRead } from "@/notices/mark-all-read.tsx";
import { NoticeRow } from "@/notices/notice-row.tsx";
import { EmptyState } from "@/ui/empty-state.tsx";
import { LinkButton } from "@/ui/link.tsx";
import { Pager } from "@/ui/list-controls.tsx";
import { ListFilter } from "@/ui/list-filter.tsx";
import { PageHeader } from "@/ui/page-header.tsx";
import { RelativeTime } from "@/ui/relative-time.tsx";
import rows from "@/ui/rows.module.css";
import { Section } from "@/ui/section.tsx";

export const metadata: Metadata = { title: "Notifications" };

export default async function NotificationsPage({ searchParams }: { searchParams: Promise<unknown> }) {
  const { actor } = await requireSession();
  const query = NoticeQuery.parse(await searchParams);
  const notices = await container().app.listNotices({ actor, query });
  const isFiltered = query.search !== "" || query.kind !== null || query.show !== "all";
  const kinds = kindsOf(actor.role).map((value) => ({ value, label: noticeKinds[value].words }));
  return (
    <>
      <PageHeader
        title="Notifications"
        lead="What happened that concerns you, for 90 days after you have read it."
        actions={
          <>
            <MarkAllRead />
            <LinkButton href="/console/notifications/settings" variant="default">
              Choose what you are told
            </LinkButton>
          </>
        }
      />
      <Section
        title={notices.total === 1 ? "1 notice" : `${notices.total} notices`}
        aside={
          <ListFilter
            label="Search notices"
            placeholder="App, account or person"
            search={query.search}
            choices={[
              {
                name: "show",
                label: "Read or not",
                value: query.show,
                options: [
                  { value: "all", label: "All" },
                  { value: "unread", label: "Unread" },
                ],
              },
              {
                name: "kind",
                label: "Kind",
                value: query.kind ?? "",
                options: [{ value: "", label: "Every kind" }, ...kinds],
              },
            ]}
          />
        }
      >
        {notices.items.length === 0 ? (
          <EmptyState
            icon={<IconBell size={24} />}
            title={isFiltered ? "Nothing matches" : "Nothing yet"}
            action={
              isFiltered && (
                <LinkButton href="/console/notifications" variant="default">
                  Show all
                </LinkButton>
              )
            }
          >
            {isFiltered
              ? "Try another kind, or another word."
              : "When a version is approved, a rollout pauses or somebody joins, it stands here."}
          </EmptyState>
        ) : (
          <ul className={rows.list}>
            {notices.items.map((notice) => (
              <NoticeRow
                key={notice.announcement.id}
                id={notice.announcement.id}
                message={noticeSentence(notice)}
                place={noticePlace(notice)}
                isUnread={notice.readAt === null}
                when={<RelativeTime at={notice.announcement.at} />}
                account={
                  notice.announcement.developerId !== null &&
                  notice.announcement.developerId !== actor.developerId ? (
                    <Badge variant="default">{notice.names.account}</Badge>
                  ) : null
                }
              />
            ))}
          </ul>
        )}
        <Pager
          page={notices}
          search={query.search}
          filters={{
            ...(query.show !== "all" && { show: query.show }),
            ...(query.kind && { kind: query.kind }),
          }}
        />
      </Section>
    </>
  );
}
