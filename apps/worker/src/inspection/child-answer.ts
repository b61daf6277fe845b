import { defaultLimits, type Inspection, manifestSchema } from "@mosis/format";
import { z } from "zod";

/** What the child says, and all that the parent believes: bounded, and checked like any other input. */
export const ChildAnswer = z.object({
  manifest: manifestSchema.nullable(),
  contents: z.object({ files: z.int().nonnegative(), bytes: z.int().nonnegative() }),
  files: z
    .array(
      z.object({
        path: z.string().max(defaultLimits.pathBytes),
        size: z.int().nonnegative(),
        compressedSize: z.int().nonnegative(),
        dataOffset: z.int().nonnegative(),
        isDeflated: z.boolean(),
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
      }),
    )
    .max(defaultLimits.entries),
  findings: z
    .array(
      z.object({
        code: z.string().max(100),
        severity: z.enum(["error", "warning"]),
        path: z.string().max(4096).nullable(),
        message: z.string().max(4096),
        fix: z.string().max(4096),
      }),
    )
    .max(1000),
});
export type ChildAnswer = z.infer<typeof ChildAnswer>;

export function answerOf(inspection: Inspection): ChildAnswer {
  const { ok, manifest, totals, findings, files } = inspection;
  return {
    manifest,
    contents: { files: totals.files, bytes: totals.uncompressedBytes },
    // Of a package that fails nobody asks, and its paths may be of any length.
    files: ok ? [...files] : [],
    findings: [...findings],
  };
}
