import { Button, Group, Text, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { LinkButton } from "./link.tsx";

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
        {Object.entries(kept).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <Group gap="xs" wrap="nowrap">
          <TextInput
            name="search"
            type="search"
            aria-label={label}
            placeholder={label}
            defaultValue={search}
            leftSection={<IconSearch size={15} />}
            maxLength={100}
            miw={0}
            flex="1 1 240px"
          />
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
