import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DeltaMaker, DomainError, type ObjectStore, type PackageBytes } from "@mosis/domain";
import { spoolObject } from "../inspection/spool-object.ts";
import { runDeltaChild } from "./run-delta-child.ts";

/** Spools both packages to a private temporary folder, makes the delta in a child process, and leaves nothing behind. */
export function createDeltaMaker(objects: ObjectStore, temporary = tmpdir()): DeltaMaker {
  async function spool(
    { sha256, ...object }: PackageBytes,
    file: string,
    signal?: AbortSignal,
  ): Promise<void> {
    const spooled = await spoolObject(objects, { ...object, file, ...(signal && { signal }) });
    if (spooled.sha256 !== sha256) throw new DomainError("object_changed");
  }

  return {
    async make({ base, target, signal }) {
      const folder = await mkdtemp(join(temporary, "mosis-delta-"));
      const fileOf = (name: string) => join(folder, name);
      const work = {
        base: fileOf("base.mosis"),
        target: fileOf("target.mosis"),
        delta: fileOf("delta.zst"),
        contents: fileOf("contents.json"),
      };
      try {
        await spool(base, work.base, signal);
        await spool(target, work.target, signal);
        const made = await runDeltaChild(work, { ...(signal && { signal }) });
        if (!made.made) return made;
        return {
          made: true,
          delta: await readFile(work.delta),
          sha256: made.sha256,
          fromContentsSha256: made.baseDigest,
          contents: await readFile(work.contents),
          contentsSha256: made.contentsDigest,
        };
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}
