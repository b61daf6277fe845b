import { describe, expect, test } from "vitest";
import { compareFiles, FileChangesQuery, isShown, type ListedFile, totalsOf } from "../../file-change.ts";
import type { VersionId } from "../../ids.ts";
import { pageSize } from "../../listing.ts";
import type { ObservedDatabase } from "../memory-database.ts";
import { addApp, addPerson, addVersion } from "./sample-rows.ts";

export function listedFile(path: string, content = path, size = 10): ListedFile {
  const sha256 = Buffer.from(content).toString("hex").padEnd(64, "0").slice(0, 64);
  return { path, size, compressedSize: size - 1, dataOffset: 40, isDeflated: true, sha256 };
}

export function describeFileLists(database: () => ObservedDatabase): void {
  const setUp = async () => {
    const db = database();
    const app = await addApp(db, (await addPerson(db)).actor);
    const before = await addVersion(db, app, { status: "published", code: 1 });
    const after = await addVersion(db, app, { status: "in_review", code: 2 });
    return { db, before: before.id, after: after.id };
  };

  describe("lists of files", () => {
    test("are asked for once, written as a whole, and dropped", async () => {
      const { db, after } = await setUp();
      const { fileLists } = db;
      expect(await fileLists.status(after)).toBeNull();
      await fileLists.settle(after, "failed");
      expect(await fileLists.status(after)).toBeNull();
      expect([await fileLists.want(after), await fileLists.want(after)]).toEqual([true, false]);
      expect(await fileLists.status(after)).toBe("listing");
      await fileLists.settle(after, "failed");
      expect(await fileLists.status(after)).toBe("failed");
      await fileLists.write(after, [listedFile("a.txt"), listedFile("b.txt")]);
      await fileLists.settle(after, "failed");
      expect(await fileLists.status(after)).toBe("listed");
      expect(await fileLists.find(after, "a.txt")).toEqual(listedFile("a.txt"));
      const large = {
        ...listedFile("c.bin", "c", 3_000_000_000),
        isDeflated: false,
        dataOffset: 5_000_000_000,
      };
      await fileLists.write(after, [large]);
      expect(await fileLists.find(after, "c.bin")).toEqual(large);
      expect(await fileLists.find(after, "a.txt")).toBeNull();
      await fileLists.forget([after]);
      expect(await fileLists.status(after)).toBeNull();
      expect(await fileLists.find(after, "c.bin")).toBeNull();
    });

    test("hold as many files as a package may", async () => {
      const { db, after } = await setUp();
      const files = Array.from({ length: 25_001 }, (_, at) => listedFile(`folder/${at}.txt`));
      await db.fileLists.write(after, files);
      const { page, totals } = await db.queries.compareFiles(
        { before: null, after },
        FileChangesQuery.parse({}),
      );
      expect([page.total, totals.added]).toEqual([25_001, 25_001]);
    });

    test("are compared as the domain compares them, whatever the paths", async () => {
      const { db, before, after } = await setUp();
      const paths = ["a", "A", "a/b", "a.b", "ä", "z", "Z", "é", "日本", "😀", "a b", "%", "_x", "😀/x"];
      const old = paths.filter((_, at) => at % 3 !== 0).map((path) => listedFile(path));
      const now = paths
        .filter((_, at) => at % 4 !== 1)
        .map((path, at) => listedFile(path, at % 2 ? path : `${path} new`, 10 + at));
      await db.fileLists.write(before, old);
      await db.fileLists.write(after, now);
      const expected = compareFiles(old, now);
      for (const show of ["changes", "all", "added", "removed", "changed"] as const) {
        const found = await db.queries.compareFiles({ before, after }, FileChangesQuery.parse({ show }));
        expect(found.page.items, show).toEqual(expected.filter(({ kind }) => isShown(kind, show)));
        expect(found.totals).toEqual(totalsOf(expected));
      }
      const search = async (text: string) => {
        const query = FileChangesQuery.parse({ show: "all", search: text });
        return (await db.queries.compareFiles({ before, after }, query)).page.items.map(({ path }) => path);
      };
      expect(await search("%")).toEqual(["%"]);
      expect(await search("A/")).toEqual(["a/b"]);
    });

    test("are cut into pages", async () => {
      const { db, after } = await setUp();
      const files = Array.from({ length: pageSize + 3 }, (_, at) => listedFile(String(at).padStart(3, "0")));
      await db.fileLists.write(after, files);
      const read = (page: number) =>
        db.queries.compareFiles({ before: null, after }, FileChangesQuery.parse({ page }));
      expect((await read(1)).page.items).toHaveLength(pageSize);
      expect((await read(2)).page.items.map(({ path }) => path)).toEqual(["020", "021", "022"]);
    });

    test("of a version that nobody listed are empty", async () => {
      const { db, after } = await setUp();
      const missing: { before: VersionId | null; after: VersionId } = { before: null, after };
      const { page, totals } = await db.queries.compareFiles(missing, FileChangesQuery.parse({}));
      expect([page.items, totals]).toEqual([[], totalsOf([])]);
    });
  });
}
