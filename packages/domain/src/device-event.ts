import { z } from "zod";
import { downloadClients, installKinds } from "./download-client.ts";

const at = z.iso.datetime();

/** A read of a package, a delta or a list of contents through the edge. */
const Download = z.object({
  kind: z.literal("download"),
  at,
  app_id: z.uuid(),
  version_code: z.int().positive(),
  part: z.enum(["package", "delta", "contents"]),
  /** Of a delta: where it starts from. */
  from_version_code: z.int().positive().nullable(),
  /** HTTP status: 200, 206, or why there is nothing. */
  status: z.int().min(200).max(599),
  /** Of the answer's body as announced; a device that hangs up gets fewer. */
  bytes: z.int().nonnegative(),
  /** Whether it is read from its first byte on: what goes on later is no download of its own. */
  begins: z.boolean(),
  /** Two letters (ISO 3166-1), where the runtime knows. */
  country: z
    .string()
    .regex(/^[A-Z][A-Z0-9]$/)
    .nullable(),
  /** From the edge's cache, from the bucket, or sent on to the bucket. */
  cache: z.enum(["hit", "miss", "redirect"]),
  /** Lines of an older edge have neither this nor the next. */
  client: z.enum(downloadClients).default("other"),
  /** As the update check knew it that gave the address. */
  install: z.enum(installKinds).default("unknown"),
});

/** What became of an installation. The id is the device's and outcome's: however often it is sent, it counts once. */
const Install = z.object({
  kind: z.literal("install"),
  at,
  id: z.uuid(),
  release_id: z.uuid(),
  outcome: z.enum(["installed", "failed"]),
});

/** A line in an object under `events/`, written by the edge and read once by the worker. */
export const DeviceEvent = z.discriminatedUnion("kind", [Download, Install]);
export type DeviceEvent = z.infer<typeof DeviceEvent>;
export type DownloadEvent = z.infer<typeof Download>;
export type InstallEvent = z.infer<typeof Install>;

/** Most lines in one object. */
export const mostEventsInObject = 1_000;
