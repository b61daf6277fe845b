import { type ListQuery, type Page, pageOf, pageSize } from "@mosis/domain";
import { Prisma } from "../generated/client.ts";

/**
 * The condition that one of `columns` contains what is searched for, whatever its case; true for an empty
 * search. The wildcards of LIKE stand for themselves.
 */
export function contains(search: string, columns: readonly Prisma.Sql[]): Prisma.Sql {
  if (search === "") return Prisma.sql`true`;
  const pattern = `%${search.replaceAll("\0", "").replaceAll(/[\\%_]/g, "\\$&")}%`;
  const conditions = columns.map((column) => Prisma.sql`${column} ILIKE ${pattern}`);
  return Prisma.sql`(${Prisma.join(conditions, " OR ")})`;
}

/** A list: what it shows of which rows, in which order. */
export interface ListStatement<Row, Item> {
  select: Prisma.Sql;
  from: Prisma.Sql;
  /** Joins that add columns to each row, never rows: left out when the rows are counted. */
  lookups?: Prisma.Sql;
  where: Prisma.Sql;
  orderBy: Prisma.Sql;
  toItem: (row: Row) => Item;
}

/** One page of a list and the number of all its rows: two statements. */
export async function readPage<Row, Item>(
  prisma: Prisma.TransactionClient,
  { page }: ListQuery,
  { select, from, lookups = Prisma.empty, where, orderBy, toItem }: ListStatement<Row, Item>,
): Promise<Page<Item>> {
  const rows = await prisma.$queryRaw<Row[]>`
    SELECT ${select} FROM ${from} ${lookups} WHERE ${where}
    ORDER BY ${orderBy} LIMIT ${pageSize} OFFSET ${(page - 1) * pageSize}`;
  const [counted] = await prisma.$queryRaw<{ total: number }[]>`
    SELECT count(*)::int AS total FROM ${from} WHERE ${where}`;
  return pageOf(rows.map(toItem), counted?.total ?? 0, page);
}
