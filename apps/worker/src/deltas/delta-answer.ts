import { z } from "zod";

/** What the child is told: files on disk. It writes the delta, and the list of the target's contents. */
export const DeltaWork = z.object({
  base: z.string(),
  target: z.string(),
  delta: z.string(),
  contents: z.string(),
});
export type DeltaWork = z.infer<typeof DeltaWork>;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What the child says, and all that the parent believes. */
export const DeltaAnswer = z.discriminatedUnion("made", [
  z.object({
    made: z.literal(true),
    bytes: z.int().positive(),
    sha256,
    baseDigest: sha256,
    contentsDigest: sha256,
  }),
  z.object({
    made: z.literal(false),
    reason: z.enum(["saves_too_little", "contents_too_large", "base_unsuitable", "package_unreadable"]),
  }),
]);
export type DeltaAnswer = z.infer<typeof DeltaAnswer>;
