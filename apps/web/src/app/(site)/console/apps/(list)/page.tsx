import { ListQuery } from "@mosis/domain";
import { IconApps, IconPlus } from "@tabler/icons-react";
import type { Metadata } from "next";
import { requireActor } from "@/auth/session.ts";
import { container } from "@/container.ts";
import { AppList } from "@/ui/app-list.tsx";
import { EmptyState } from "@/ui/empty-state.tsx";
import { LinkButton } from "@/ui/link.tsx";
import { Pager, SearchForm } from "@/ui/list-controls.tsx";
import { PageHeader } from "@/ui/page-header.tsx";
import { Section } from "@/ui/section.tsx";

export const metadata: Metadata = { title: "Apps" };

export default async function AppsPage({ searchParams }: { searchParams: Promise<unknown> }) {
  const actor = await requireActor();
  const query = ListQuery.parse(await searchParams);
  const page = await container().queries.listApps(actor, query);
  return (
    <>
      <PageHeader
        title="Apps"
        actions={
          <LinkButton href="/console/apps/new" leftSection={<IconPlus size={16} />}>
            New app
          </LinkButton>
        }
      />
      <Section
        title={page.total === 1 ? "1 app" : `${page.total} apps`}
        aside={<SearchForm label="Search your apps" search={query.search} />}
      >
        {page.items.length === 0 ? (
          <EmptyState
            icon={<IconApps size={24} />}
            title={query.search ? "No app matches" : "No apps yet"}
            action={
              query.search ? (
                <LinkButton href="/console/apps" variant="default">
                  Show all apps
                </LinkButton>
              ) : (
                <LinkButton href="/console/apps/new">Create your first app</LinkButton>
              )
            }
          >
            {query.search
              ? "Try a part of the name or of the package id."
              : "Create one to upload packages to it."}
          </EmptyState>
        ) : (
          <AppList apps={page.items} />
        )}
        <Pager page={page} search={query.search} />
      </Section>
    </>
  );
}
