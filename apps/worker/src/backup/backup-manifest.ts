import { z } from "zod";

/** A folder's files by these names; docs/backup.md describes them. */
export const manifestFile = "manifest.json";
/** As `sha256sum` writes and checks it. Written last: a folder without it holds no backup. */
export const sumsFile = "SHA256SUMS";
export const inventoryFile = "objects.ndjson.zst";

const Name = z.object({ schema: z.string().min(1), name: z.string().min(1) });
const count = z.int().nonnegative();

export const BackupManifest = z.object({
  format: z.literal("mosis-backup/1"),
  /** When the database's snapshot was taken. */
  taken_at: z.iso.datetime(),
  finished_at: z.iso.datetime(),
  database: z.object({
    server_version: z.string(),
    migrations: z.array(z.object({ name: z.string(), checksum: z.string() })).min(1),
    tables: z.array(
      Name.extend({
        columns: z.array(z.string()).min(1),
        partitions: z.array(Name.extend({ bound: z.string() })),
        rows: count,
        file: z.string(),
      }),
    ),
    sequences: z.array(Name.extend({ last: z.string().regex(/^-?\d+$/) })),
  }),
  objects: z.object({
    bucket: z.string(),
    count,
    bytes: count,
    /** Whether their bytes are in the folder as well. */
    copied: z.boolean(),
  }),
  keys: z.object({ file: z.string(), sealed: z.boolean(), names: z.array(z.string()) }).nullable(),
});
export type BackupManifest = z.infer<typeof BackupManifest>;

/** A line of the bucket's inventory. */
export const InventoryLine = z.object({
  key: z.string().min(1),
  size: count,
  etag: z.string(),
  /** Where its bytes are, and how it is served; null when they were not copied. */
  copy: z
    .object({
      file: z.string(),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      content_type: z.string(),
      cache_control: z.string().nullable(),
    })
    .nullable(),
});
export type InventoryLine = z.infer<typeof InventoryLine>;
