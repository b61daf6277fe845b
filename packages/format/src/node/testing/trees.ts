import { createCipheriv } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { manifest, text } from "./zip-builder.ts";

/** Files and empty folders to be packed. Every tree is an app. */
export interface Tree {
  readonly files: Readonly<Record<string, Uint8Array>>;
  readonly emptyFolders?: readonly string[];
}

const app = {
  "manifest.json": text(JSON.stringify(manifest)),
  "index.html": text("<!doctype html><title>Notes</title>".repeat(20)),
};

/** Bytes that do not compress, the same in every run. */
function noise(length: number): Uint8Array {
  return createCipheriv("aes-128-ctr", new Uint8Array(16), new Uint8Array(16)).update(new Uint8Array(length));
}

/** Words in no order: compresses as prose does, which bytes that repeat would not. */
function prose(length: number): Uint8Array {
  const words = "the archive holds what a device will read and nothing more than that".split(" ");
  const picks = noise(Math.ceil(length / 4));
  return text(Array.from(picks, (pick) => words[pick % words.length]).join(" ")).subarray(0, length);
}

const many = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, at) => [`icons/${at % 16}/${at}.svg`, text(`<svg id="${at}"/>`)]),
  );

/** The large ones lie above the sizes from which data is no longer held in memory: 4 MiB packed, 8 MiB unpacked. */
export const trees = {
  plain: { files: { ...app, "app/main.js": text("start();"), "app/styles/a.css": text("a{}".repeat(200)) } },
  unicode: {
    files: {
      ...app,
      "é.txt": text("1"),
      "日本語/ファイル.txt": text("2"),
      "Ελλάδα/ς.html": text("3"),
      "👩‍🚀.svg": text("<svg/>"),
    },
  },
  punctuation: {
    files: {
      ...app,
      ".well-known/a b.txt": text("1"),
      "-dash": text("2"),
      "#U00e9.txt": text("3"),
      "100%41/[x]{y}(z)!.txt": text("4"),
      "@list": text("5"),
      "it's;1 $HOME ~ `^&=+,.js": text("6"),
    },
  },
  empty: {
    files: { ...app, empty: new Uint8Array(0), "a/empty.txt": new Uint8Array(0) },
    emptyFolders: ["b", "c/d"],
  },
  many: { files: { ...app, ...many(200) } },
  deep: { files: { ...app, [`${"d/".repeat(31)}f`]: text("deep") } },
  long: {
    files: { ...app, ["n".repeat(255)]: text("1"), [`${"p".repeat(250)}/${"q".repeat(250)}`]: text("2") },
  },
  prose: { files: { ...app, "book.txt": prose(9_000_000) } },
  noise: { files: { ...app, "film.bin": noise(9_000_000) } },
} as const satisfies Record<string, Tree>;

export type TreeName = keyof typeof trees;

/** Writes a tree into a folder, which is made. */
export async function growTree(tree: Tree, folder: string): Promise<void> {
  for (const name of tree.emptyFolders ?? []) await mkdir(join(folder, name), { recursive: true });
  for (const [path, bytes] of Object.entries(tree.files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
}
