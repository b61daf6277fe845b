import { Button, Group, Text } from "@mantine/core";
import { LinkButton } from "./link.tsx";
import { SearchField } from "./search-field.tsx";

/** A search field that is a plain form: the server answers, with or without JavaScript. */
export function SearchForm({
  label,
  search,
  kept = {},
}: {
  label: string;
  search: string;
  /** What else the list was asked for, to be asked for again. */
  kept?: Record<string, string>;
}) {
  return (
    <search>
      <form>
        <Group gap="xs" wrap="nowrap">
          <SearchField label={label} search={search} kept={kept} grow="1 1 240px" />
          <Button type="submit" variant="default" flex="none">
            Search
          </Button>
        </Group>
      </form>
    </search>
  );
}

/** Where in a list one is, and the ways on. Nothing when everything fits on one page. */
export function Pager({
  page,
  search,
  filters = {},
}: {
  page: { total: number; page: number; pageCount: number };
  search: string;
  /** What else the list was asked for, to be kept from page to page. */
  filters?: Record<string, string>;
}) {
  if (page.pageCount <= 1) return null;
  const href = (number: number) =>
    `?${new URLSearchParams({ ...filters, ...(search && { search }), page: String(number) }).toString()}`;
  return (
    <Group justify="space-between" px="lg" py="sm" component="nav" aria-label="Pages">
      <Text size="sm" c="dimmed" className="tabular">
        Page {page.page} of {page.pageCount}, {page.total.toLocaleString("en")} in all
      </Text>
      <Group gap="xs">
        {page.page > 1 && (
          <LinkButton href={href(page.page - 1)} variant="default" size="xs">
            Previous
          </LinkButton>
        )}
        {page.page < page.pageCount && (
          <LinkButton href={href(page.page + 1)} variant="default" size="xs">
            Next
          </LinkButton>
        )}
      </Group>
    </Group>
  );
}
