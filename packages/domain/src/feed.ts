import { z } from "zod";

/**
 * The release document of an app's track, `feeds/{app_id}/{track}.json`: all that the edge needs to answer a
 * device, so that it asks neither the database nor the portal.
 */
export const Feed = z.object({
  feed_version: z.literal(1),
  app_id: z.uuid(),
  package_id: z.string(),
  name: z.string(),
  track: z.string(),
  /** When the document was written, ISO 8601. */
  updated_at: z.iso.datetime(),
  icon: z.object({ content_hash: z.string() }).nullable(),
  /** Null when nothing is published. */
  release: z
    .object({
      version: z.string(),
      version_code: z.int().positive(),
      size: z.int().positive(),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      min_os_version: z.string().nullable(),
      published_at: z.iso.datetime(),
      /** Key of the package in the bucket. */
      object_key: z.string(),
    })
    .nullable(),
});
export type Feed = z.infer<typeof Feed>;
