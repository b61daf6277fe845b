import { DomainError } from "../errors.ts";
import type { DeltaMaker, PackageBytes } from "../ports/delta-maker.ts";
import type { ObjectStore } from "../ports/object-store.ts";
import { sha256Of } from "../sha256.ts";

/** Reads and checks packages as the real one does, and gives bytes that say what they lead from and to. */
export function createSampleDeltaMaker(objects: ObjectStore): DeltaMaker {
  async function read({ key, etag, size, sha256 }: PackageBytes): Promise<string> {
    const { stream } = await objects.read(key, { etag });
    const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
    if (bytes.length !== size || (await sha256Of(bytes)) !== sha256) throw new DomainError("object_changed");
    return `contents of ${sha256}`;
  }

  return {
    async make({ base, target }) {
      const [from, to] = [await read(base), await read(target)];
      const utf8 = new TextEncoder();
      const [contents, delta] = [utf8.encode(to), utf8.encode(`${from} to ${to}`)];
      return {
        made: true,
        delta,
        sha256: await sha256Of(delta),
        fromContentsSha256: await sha256Of(utf8.encode(from)),
        contents,
        contentsSha256: await sha256Of(contents),
      };
    },
  };
}
