import { expect, test } from "vitest";
import { compareFiles, comparePaths, type ListedFile, totalsOf } from "./file-change.ts";

/** Repeats itself: a failure can be looked at again. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const names = ["a", "b", "a/b", "ä", "日", "😀", "Z", "z z", "\uffee"];

function randomFiles(random: (below: number) => number): ListedFile[] {
  return names
    .filter(() => random(3) > 0)
    .map((path) => {
      const content = random(3);
      return {
        path,
        size: 10 + content,
        compressedSize: 5 + random(4),
        dataOffset: random(1000),
        isDeflated: random(2) === 0,
        sha256: String(content).repeat(64),
      };
    });
}

test("the changes lead from any list to any other, each path once and in the order of its bytes", () => {
  for (let seed = 1; seed <= 300; seed++) {
    const random = randomNumbers(seed);
    const [before, after] = [randomFiles(random), randomFiles(random)];
    const changes = compareFiles(before, after);
    const contents = new Map(before.map(({ path, sha256 }) => [path, sha256]));
    for (const { path, kind, after: now } of changes) {
      if (kind === "removed") contents.delete(path);
      else if (now) contents.set(path, now.sha256);
    }
    expect(new Map([...contents].sort()), `seed ${seed}`).toEqual(
      new Map(after.map(({ path, sha256 }): [string, string] => [path, sha256]).sort()),
    );
    for (const { kind, before: was, after: now } of changes) {
      expect(kind === "same", `seed ${seed}`).toBe(was?.sha256 === now?.sha256);
      expect([was === null, now === null]).toEqual([kind === "added", kind === "removed"]);
    }
    const paths = changes.map(({ path }) => Buffer.from(path));
    for (const [at, path] of paths.entries())
      expect(at === 0 || Buffer.compare(paths[at - 1] ?? path, path) < 0, `seed ${seed}`).toBe(true);
    const { added, removed, changed, same, addedBytes, removedBytes, grownBytes } = totalsOf(changes);
    expect(added + changed + same).toBe(after.length);
    expect(removed + changed + same).toBe(before.length);
    const bytes = (files: readonly ListedFile[]) => files.reduce((sum, { size }) => sum + size, 0);
    expect(bytes(before) + addedBytes - removedBytes + grownBytes, `seed ${seed}`).toBe(bytes(after));
  }
});

test("paths are compared like their bytes", () => {
  for (const a of names)
    for (const b of names)
      expect(Math.sign(comparePaths(a, b)), `${a} ${b}`).toBe(
        Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))),
      );
});
