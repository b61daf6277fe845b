import { z } from "zod";
import { SignedDocument } from "./signed-document.ts";

/**
 * All that the edge needs to answer devices of an app's track, `feeds/{app_id}/{track}.json`, so that it asks neither
 * the database nor the portal. What devices are told is in the signed documents alone; the rest says who gets which.
 */
export const Feed = z.object({
  feed_version: z.literal(2),
  app_id: z.uuid(),
  developer_id: z.uuid(),
  package_id: z.string(),
  name: z.string(),
  track: z.string(),
  /** When it was written, ISO 8601. */
  updated_at: z.iso.datetime(),
  icon: z.object({ content_hash: z.string() }).nullable(),
  /** SHA-256 of the names of the devices that may see the track; null for every device. */
  audience: z.array(z.string().regex(/^[0-9a-f]{64}$/)).nullable(),
  /** What the track leads to, a `ReleaseDocument`; its release is null when there is none. */
  base: SignedDocument,
  /** What a share of the devices gets instead, while it is rolling. */
  candidate: z
    .object({ release_id: z.uuid(), basis_points: z.int().min(1).max(10_000), document: SignedDocument })
    .nullable(),
});
export type Feed = z.infer<typeof Feed>;

/** What the edge serves at `/.well-known/mosis-keys.json`: a `KeysDocument` with each key's signature. */
export const KeysFile = z.object({ documents: z.array(SignedDocument).min(1) });
export type KeysFile = z.infer<typeof KeysFile>;
