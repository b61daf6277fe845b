import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ObjectStore, PackageInspector } from "@mosis/domain";
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
        await onInspecting?.();
        const answer = await runChild(file, object.signal ? { signal: object.signal } : {});
        return { sha256, ...answer };
      } finally {
        prepareChild();
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}
