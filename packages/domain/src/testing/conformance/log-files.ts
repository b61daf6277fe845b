import { describe, expect, test } from "vitest";
import type { ObservedDatabase } from "../memory-database.ts";
import { newMark } from "./sample-rows.ts";

const at = new Date("2026-06-01T12:00:00Z");
const later = new Date("2026-06-01T12:01:00Z");

export function describeLogFiles(database: () => ObservedDatabase): void {
  const newFile = () => ({ key: `cdn-logs/${newMark()}.gz`, etag: "e1", size: 5_000_000_000 });
  const all = { search: "", page: 1, show: "all" } as const;

  describe("logs of a CDN", () => {
    test("are read from where they were left, by one", async () => {
      const { logFiles, queries } = database();
      const file = newFile();
      const begun = await logFiles.begin(file, at);
      const none = { counted: 0, duplicates: 0, late: 0, unknown: 0, passedOver: 0, malformed: 0 };
      expect(begun).toEqual({
        ...file,
        ...none,
        status: "reading",
        refusal: null,
        detail: null,
        lines: 0,
        begunAt: at,
        endedAt: null,
      });
      const first = await Promise.all([logFiles.advance(file, 0, 10), logFiles.advance(file, 0, 10)]);
      expect(first.sort()).toEqual([false, true]);
      const counts = { counted: 1, duplicates: 2, late: 3, unknown: 4, passedOver: 5, malformed: 6 };
      await logFiles.addCounts(file, counts);
      await logFiles.addCounts(file, counts);
      expect(await logFiles.advance(file, 10, 12)).toBe(true);
      expect(await logFiles.begin(file, later)).toMatchObject({ lines: 12, begunAt: at, counted: 2 });
      expect(await logFiles.listEnded([file])).toEqual([]);
      expect(await logFiles.end(file, null, later)).toBe(true);
      expect(await logFiles.end(file, null, later)).toBe(false);
      expect(await logFiles.advance(file, 12, 13)).toBe(false);
      expect(await logFiles.listEnded([file, newFile()])).toEqual([
        { key: file.key, etag: "e1", status: "imported" },
      ]);
      // Another file under the same name is another.
      expect(await logFiles.listEnded([{ ...file, etag: "e2" }])).toEqual([]);
      expect(await logFiles.begin({ ...file, etag: "e2" }, later)).toMatchObject({ lines: 0 });
      const { items } = await queries.listLogFiles({ ...all, search: file.key });
      expect(items.map(({ etag, status, malformed, endedAt }) => [etag, status, malformed, endedAt])).toEqual(
        [
          ["e2", "reading", 0, null],
          ["e1", "imported", 12, later],
        ],
      );
    });

    test("that were refused say why, and are forgotten in the end", async () => {
      const { logFiles, queries } = database();
      const [good, bad] = [newFile(), newFile()];
      await logFiles.begin(good, at);
      await logFiles.end(good, null, at);
      await logFiles.begin(bad, at);
      await logFiles.end(bad, { refusal: "columns_missing", detail: "It lacks RayID." }, later);
      const refused = await queries.listLogFiles({ ...all, search: bad.key, show: "refused" });
      expect(refused).toMatchObject({
        total: 1,
        items: [{ key: bad.key, status: "refused", refusal: "columns_missing", detail: "It lacks RayID." }],
      });
      expect((await queries.listLogFiles({ ...all, search: good.key, show: "refused" })).total).toBe(0);
      expect(await logFiles.forget(at, 10)).toBe(0);
      expect(await logFiles.forget(new Date("2026-06-02T00:00:00Z"), 1)).toBe(1);
      expect(await logFiles.forget(new Date("2026-06-02T00:00:00Z"), 100)).toBeGreaterThan(0);
      expect((await queries.listLogFiles({ ...all, search: bad.key })).total).toBe(0);
    });
  });
}
