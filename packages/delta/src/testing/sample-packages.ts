import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writePackage } from "@mosis/format/node";

/** Files by path; text is taken as UTF-8. */
export type Tree = Readonly<Record<string, Uint8Array | string>>;

/** A folder for packages and deltas; `remove` it when done. */
export async function workshop() {
  const folder = await mkdtemp(join(tmpdir(), "mosis-delta-test-"));
  let count = 0;
  /** A name that no file has yet. */
  const newFile = (ending: string) => join(folder, `${count++}.${ending}`);
  return {
    newFile,
    async pack(tree: Tree): Promise<string> {
      const file = newFile("mosis");
      await writePackage(
        Object.entries(tree).map(([path, contents]) => ({ path, bytes: Buffer.from(contents) })),
        file,
      );
      return file;
    },
    remove: () => rm(folder, { recursive: true }),
  };
}

/** Bytes that do not compress, the same in every run: a linear congruential generator (Numerical Recipes). */
export function noise(length: number, seed = 1): Buffer {
  let state = seed;
  return Buffer.from(
    Uint8Array.from({ length }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state >>> 24;
    }),
  );
}
