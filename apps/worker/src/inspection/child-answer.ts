import { type Inspection, manifestSchema } from "@mosis/format";
import { z } from "zod";

/** What the child says, and all that the parent believes: bounded, and checked like any other input. */
export const ChildAnswer = z.object({
  manifest: manifestSchema.nullable(),
  contents: z.object({ files: z.int().nonnegative(), bytes: z.int().nonnegative() }),
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
  const { manifest, totals, findings } = inspection;
  return {
    manifest,
    contents: { files: totals.files, bytes: totals.uncompressedBytes },
    findings: [...findings],
  };
}
