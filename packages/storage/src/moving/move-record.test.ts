import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openMoveRecord, RecordUnusable } from "./move-record.ts";

const folder = mkdtempSync(join(tmpdir(), "mosis-record-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const sides = { from: "old", to: "new" };
let count = 0;
const newFile = () => join(folder, `${++count}.jsonl`);
const line = (key: string) => ({ key, etag: "e", size: 1, sha256: "s", copy: "c" });
const state = (key: string) => ({ key, etag: "e", size: 1 });

test("remembers what was added, by this run and those before", async () => {
  const file = newFile();
  const first = await openMoveRecord(file, sides);
  first.add(line("a"));
  expect(first.settled.isSettled(state("a"))).toBe(true);
  first.close();
  const second = await openMoveRecord(file, sides);
  second.add(line("ü"));
  second.close();
  const { settled, close } = await openMoveRecord(file, sides);
  expect([settled.count, settled.isSettled(state("a")), settled.isCopy("ü", "c")]).toEqual([2, true, true]);
  close();
});

test("drops a last line that was cut off, wherever that was", async () => {
  const file = newFile();
  const record = await openMoveRecord(file, sides);
  for (const key of ["a", "b"]) record.add(line(key));
  record.close();
  const whole = readFileSync(file);
  for (let cut = 0; cut < whole.length; cut++) {
    writeFileSync(file, whole.subarray(0, cut));
    const again = await openMoveRecord(file, sides);
    const lines = whole.subarray(0, cut).toString().split("\n").length - 1;
    expect(again.settled.count).toBe(Math.max(0, lines - 1));
    again.add(line("c"));
    again.close();
    const read = await openMoveRecord(file, sides);
    expect(read.settled.isSettled(state("c"))).toBe(true);
    read.close();
  }
});

test("refuses the record of another move, another file, and one that is damaged", async () => {
  const file = newFile();
  (await openMoveRecord(file, sides)).close();
  await expect(openMoveRecord(file, { ...sides, to: "elsewhere" })).rejects.toThrow(
    "the move from old to new",
  );
  appendFileSync(file, '{"key":\n');
  await expect(openMoveRecord(file, sides)).rejects.toThrow("line 2 cannot be read");
  writeFileSync(file, "something else\n");
  await expect(openMoveRecord(file, sides)).rejects.toBeInstanceOf(RecordUnusable);
  expect(readFileSync(file, "utf8")).toBe("something else\n");
});

test("leaves the file alone when it only looks", async () => {
  const file = newFile();
  const looking = await openMoveRecord(file, sides, { isReadOnly: true });
  looking.add(line("a"));
  expect(looking.settled.isSettled(state("a"))).toBe(true);
  expect(() => readFileSync(file)).toThrow("ENOENT");
});
