import {
  type DeveloperUsageItem,
  type DeveloperUsageQuery,
  estimateMonth,
  formatDollars,
  orderOf,
  type Page,
  type PriceList,
  type UsageSort,
} from "@mosis/domain";
import { formatBytes } from "@/ui/format-bytes.ts";
import { LinkAnchor } from "@/ui/link.tsx";
import { Pager, SearchForm } from "@/ui/list-controls.tsx";
import { Section } from "@/ui/section.tsx";
import { exactBytes } from "./exact.ts";
import { NumberTable } from "./number-table.tsx";
import { stateLooks, statesOf } from "./state-looks.ts";
import classes from "./usage.module.css";

interface Column {
  name: string;
  sort: UsageSort | null;
  /** What stands in the cell, and the exact number on hover. */
  cell(item: DeveloperUsageItem): { text: string; title?: string };
}

const stored: Column = {
  name: "Stored",
  sort: "stored",
  cell: ({ storedBytes }) => ({ text: formatBytes(storedBytes), title: exactBytes(storedBytes) }),
};

/** What a developer keeps, and of which state most of it is. */
export const storageColumns = (total: number): readonly Column[] => [
  stored,
  {
    name: "Share",
    sort: null,
    cell: ({ storedBytes }) => ({ text: total > 0 ? `${((storedBytes / total) * 100).toFixed(1)} %` : "–" }),
  },
  {
    name: "Mostly",
    sort: null,
    cell({ byState }) {
      const [most] = statesOf([byState]);
      return most ? { text: stateLooks[most].label, title: exactBytes(byState[most] ?? 0) } : { text: "–" };
    },
  },
];

/** What a developer keeps and has called this month, and its price without what is free. */
export const costColumns = (prices: PriceList): readonly Column[] => [
  stored,
  {
    name: "Class A",
    sort: "class_a",
    cell: ({ classA }) => ({ text: classA.toLocaleString("en") }),
  },
  {
    name: "Class B",
    sort: "class_b",
    cell: ({ classB }) => ({ text: classB.toLocaleString("en") }),
  },
  {
    name: "Egress",
    sort: "egress",
    cell: ({ egressBytes }) => ({ text: formatBytes(egressBytes), title: exactBytes(egressBytes) }),
  },
  {
    name: "Cost",
    sort: null,
    cell: (item) => ({ text: formatDollars(estimateMonth(item, prices).total) }),
  },
];

/** A page of developers, by any column the server can sort by. */
export function DeveloperTable({
  developers,
  columns,
  query,
  filters = {},
  note,
}: {
  developers: Page<DeveloperUsageItem>;
  columns: readonly Column[];
  query: DeveloperUsageQuery;
  /** What else the page was asked for, to be kept. */
  filters?: Record<string, string>;
  note?: string;
}) {
  const kept = { ...filters, sort: query.sort, ...(query.order && { order: query.order }) };
  return (
    <Section
      title="By developer"
      aside={<SearchForm label="Search developers" search={query.search} kept={kept} />}
    >
      <NumberTable label="Developers">
        <thead>
          <tr>
            <SortHeader name="Developer" sort="name" query={query} filters={filters} />
            {columns.map(({ name, sort }) => (
              <SortHeader key={name} name={name} sort={sort} query={query} filters={filters} />
            ))}
          </tr>
        </thead>
        <tbody>
          {developers.items.map((item) => (
            <tr key={item.developerId}>
              <th scope="row">{item.name}</th>
              {columns.map(({ name, cell }) => {
                const { text, title } = cell(item);
                return (
                  <td key={name} title={title}>
                    {text}
                  </td>
                );
              })}
            </tr>
          ))}
          {developers.items.length === 0 && (
            <tr>
              <td colSpan={columns.length + 1}>
                {query.search ? "No developer matches." : "No developer keeps anything yet."}
              </td>
            </tr>
          )}
        </tbody>
      </NumberTable>
      <Pager page={developers} search={query.search} filters={kept} />
      {note && (
        <p className={classes.note} style={{ padding: "0 20px 12px", margin: 0 }}>
          {note}
        </p>
      )}
    </Section>
  );
}

function SortHeader({
  name,
  sort,
  query,
  filters,
}: {
  name: string;
  sort: UsageSort | null;
  query: DeveloperUsageQuery;
  filters: Record<string, string>;
}) {
  if (sort === null) return <th scope="col">{name}</th>;
  const isCurrent = query.sort === sort;
  const current = orderOf(query);
  const next = isCurrent ? (current === "asc" ? "desc" : "asc") : null;
  const params = new URLSearchParams({
    ...filters,
    ...(query.search && { search: query.search }),
    sort,
    ...(next && { order: next }),
  });
  return (
    <th scope="col" aria-sort={isCurrent ? (current === "asc" ? "ascending" : "descending") : undefined}>
      <LinkAnchor href={`?${params}`} className={classes.sort} inherit>
        {name}
        {isCurrent && <span aria-hidden="true">{current === "asc" ? " ↑" : " ↓"}</span>}
      </LinkAnchor>
    </th>
  );
}
