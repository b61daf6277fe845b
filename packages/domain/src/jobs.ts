import { z } from "zod";
import type { AppId, IconId, UploadId, VersionId } from "./ids.ts";
import { tracks } from "./object-keys.ts";

const id = <Kind>() => z.uuid() as unknown as z.ZodType<Kind, string>;

/** Every job and its payload: ids only, so that a job always acts on what the database says now. */
export const jobPayloads = {
  "version.validate": z.object({ versionId: id<VersionId>() }),
  "icon.render": z.object({ iconId: id<IconId>() }),
  "feed.write": z.object({ appId: id<AppId>(), track: z.enum(tracks) }),
  "object.delete": z.object({ key: z.string().min(1) }),
  "upload.discard": z.object({ uploadId: id<UploadId>() }),
  "uploads.expire": z.object({}),
} as const;

export type JobName = keyof typeof jobPayloads;
export type JobPayload<Name extends JobName> = z.output<(typeof jobPayloads)[Name]>;
export type Job = { [Name in JobName]: { name: Name; payload: JobPayload<Name> } }[JobName];

/** What does each job; every one of them, or it does not compile. Safe to run twice. */
export type JobProcessors = {
  [Name in JobName]: (payload: JobPayload<Name>, context: { signal: AbortSignal }) => Promise<void>;
};

/** Jobs that run by the clock: every so many milliseconds, once in the whole store. */
export const recurringJobs = [
  { name: "uploads.expire", everyMs: 5 * 60 * 1000 },
] as const satisfies readonly {
  name: JobName;
  everyMs: number;
}[];

/** Jobs that keep a core busy run in their own queue, so that they never hold up the quick ones. */
export const queueOf = {
  "version.validate": "packages",
  "icon.render": "images",
  "feed.write": "quick",
  "object.delete": "quick",
  "upload.discard": "quick",
  "uploads.expire": "quick",
} as const satisfies Record<JobName, string>;
export type QueueName = (typeof queueOf)[JobName];
