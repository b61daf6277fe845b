import type { FileChange, FileChangesQuery, FileChangeTotals, FileListQueries } from "@mosis/domain";
import { Prisma, type PrismaClient } from "../generated/client.ts";
import { contains, readPage } from "./search.ts";

interface Row {
  path: string;
  kind: FileChange["kind"];
  sizeBefore: bigint | null;
  compressedBefore: bigint | null;
  sha256Before: string | null;
  size: bigint | null;
  compressed: bigint | null;
  sha256: string | null;
}

type TotalsRow = { [Total in keyof FileChangeTotals]: bigint };

const shownKinds = {
  changes: Prisma.sql`c.kind <> 'same'`,
  all: Prisma.sql`true`,
  added: Prisma.sql`c.kind = 'added'`,
  removed: Prisma.sql`c.kind = 'removed'`,
  changed: Prisma.sql`c.kind = 'changed'`,
} as const satisfies Record<FileChangesQuery["show"], Prisma.Sql>;

export const fileListQueries = (prisma: PrismaClient): FileListQueries => ({
  async compareFiles({ before, after }, query) {
    // A package has 50,000 files at most: both lists are read once, by their primary key.
    const changes = Prisma.sql`(
      SELECT coalesce(o.path, n.path) AS path,
        CASE WHEN o.path IS NULL THEN 'added' WHEN n.path IS NULL THEN 'removed'
          WHEN o.sha256 = n.sha256 THEN 'same' ELSE 'changed' END AS kind,
        o.size AS "sizeBefore", o.compressed_size AS "compressedBefore", o.sha256 AS "sha256Before",
        n.size, n.compressed_size AS compressed, n.sha256
      FROM (SELECT * FROM package_files WHERE version_id = ${before}::uuid) o
      FULL JOIN (SELECT * FROM package_files WHERE version_id = ${after}::uuid) n ON n.path = o.path
    ) c`;
    const page = await readPage<Row, FileChange>(prisma, query, {
      select: Prisma.sql`c.*`,
      from: changes,
      where: Prisma.sql`${shownKinds[query.show]} AND ${contains(query.search, [Prisma.sql`c.path`])}`,
      orderBy: Prisma.sql`c.path`,
      toItem: (row) => ({
        path: row.path,
        kind: row.kind,
        before: factsOf(row.sizeBefore, row.compressedBefore, row.sha256Before),
        after: factsOf(row.size, row.compressed, row.sha256),
      }),
    });
    const [totals] = await prisma.$queryRaw<TotalsRow[]>`
      SELECT count(*) FILTER (WHERE kind = 'added') AS added, count(*) FILTER (WHERE kind = 'removed') AS removed,
        count(*) FILTER (WHERE kind = 'changed') AS changed, count(*) FILTER (WHERE kind = 'same') AS same,
        coalesce(sum(size) FILTER (WHERE kind = 'added'), 0)::bigint AS "addedBytes",
        coalesce(sum("sizeBefore") FILTER (WHERE kind = 'removed'), 0)::bigint AS "removedBytes",
        coalesce(sum(size - "sizeBefore") FILTER (WHERE kind = 'changed'), 0)::bigint AS "grownBytes"
      FROM ${changes}`;
    if (!totals) throw new Error("a statement of sums gave no row");
    return {
      page,
      totals: {
        added: Number(totals.added),
        removed: Number(totals.removed),
        changed: Number(totals.changed),
        same: Number(totals.same),
        addedBytes: Number(totals.addedBytes),
        removedBytes: Number(totals.removedBytes),
        grownBytes: Number(totals.grownBytes),
      },
    };
  },
});

function factsOf(
  size: bigint | null,
  compressed: bigint | null,
  sha256: string | null,
): FileChange["before"] {
  if (size === null || compressed === null || sha256 === null) return null;
  return { size: Number(size), compressedSize: Number(compressed), sha256 };
}
