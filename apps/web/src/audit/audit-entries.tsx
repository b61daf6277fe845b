import { Group } from "@mantine/core";
import type { AuditPage, AuditQuery } from "@mosis/domain";
import { IconHistory } from "@tabler/icons-react";
import { EmptyState } from "@/ui/empty-state.tsx";
import { LinkButton } from "@/ui/link.tsx";
import { Section } from "@/ui/section.tsx";
import { AuditFilter } from "./audit-filter.tsx";
import { AuditList } from "./audit-list.tsx";
import { addressOf, filterOf, keptBeside } from "./filter-address.ts";

/** A page of the log with its filter; `path` is the page itself. */
export function AuditEntries({ page, query, path }: { page: AuditPage; query: AuditQuery; path: string }) {
  const { before, ...filter } = query;
  const isFiltered = Object.keys(filterOf(filter)).length > 0;
  return (
    <Section
      title={before ? "Earlier entries" : "Latest entries"}
      aside={<AuditFilter query={query} kept={keptBeside(query)} />}
    >
      {page.items.length === 0 ? (
        <EmptyState
          icon={<IconHistory size={24} />}
          title={isFiltered ? "Nothing matches" : "Nothing yet"}
          action={
            isFiltered && (
              <LinkButton href={path} variant="default">
                Show all
              </LinkButton>
            )
          }
        >
          {isFiltered ? "Try another person, app, action or time." : "What happens appears here."}
        </EmptyState>
      ) : (
        <AuditList items={page.items} path={path} />
      )}
      {(page.next !== null || before !== null || isFiltered) && page.items.length > 0 && (
        <Group justify="flex-end" gap="xs" px="lg" py="sm" component="nav" aria-label="Pages">
          {(before !== null || isFiltered) && (
            <LinkButton href={before === null ? path : addressOf(path, filter)} variant="default" size="xs">
              {before === null ? "Show all" : "Latest"}
            </LinkButton>
          )}
          {page.next !== null && (
            <LinkButton href={addressOf(path, { ...filter, before: page.next })} variant="default" size="xs">
              Earlier
            </LinkButton>
          )}
        </Group>
      )}
    </Section>
  );
}
