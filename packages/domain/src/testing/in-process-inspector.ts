import { bytesSource, inspectPackage, webCodec } from "@mosis/format";
import type { ObjectStore } from "../ports/object-store.ts";
import type { PackageInspector } from "../ports/package-inspector.ts";
import { sha256Of } from "../sha256.ts";

/** Judges packages by the format's own rules, in the calling process: for tests with packages of their own making. */
export function createInProcessInspector(objects: ObjectStore): PackageInspector {
  return {
    async inspect({ key, etag, signal, onInspecting }) {
      const body = await objects.read(key, { etag, ...(signal && { signal }) });
      const bytes = new Uint8Array(await new Response(body.stream).arrayBuffer());
      await onInspecting?.();
      const { manifest, totals, findings, files } = await inspectPackage({
        source: bytesSource(bytes),
        codec: webCodec,
      });
      return {
        sha256: await sha256Of(bytes),
        manifest,
        contents: { files: totals.files, bytes: totals.uncompressedBytes },
        findings,
        files,
      };
    },
  };
}
