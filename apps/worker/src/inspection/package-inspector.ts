import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ObjectStore, PackageInspector } from "@mosis/domain";
import type { ChildAnswer } from "./child-answer.ts";
import { prepareChild, runChild } from "./run-child.ts";
import { spoolObject } from "./spool-object.ts";

/** Spools the object to a private temporary folder, inspects it in a child process, and leaves nothing behind. */
export function createPackageInspector(objects: ObjectStore): PackageInspector {
  prepareChild();
  return {
    async inspect({ onInspecting, ...object }) {
      const folder = await mkdtemp(join(tmpdir(), "mosis-inspect-"));
      try {
        const file = join(folder, "package.mosis");
        const { sha256 } = await spoolObject(objects, { ...object, file });
        return { sha256, ...(await inspectWhile(onInspecting, file, object.signal)) };
      } finally {
        prepareChild();
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

/** The child works while it is noted that it does; when that fails, there is nobody to answer to. */
async function inspectWhile(
  note: (() => Promise<void>) | undefined,
  file: string,
  signal: AbortSignal | undefined,
): Promise<ChildAnswer> {
  const stop = new AbortController();
  const inspecting = runChild(file, {
    signal: signal ? AbortSignal.any([signal, stop.signal]) : stop.signal,
  });
  try {
    await Promise.all([inspecting, note?.()]);
  } catch (error) {
    stop.abort(error);
    await inspecting.catch(() => undefined);
    throw error;
  }
  return inspecting;
}
