import { z } from "zod";
import type {
  AnnouncementId,
  AppId,
  IconId,
  InventoryRunId,
  InvitationId,
  ScreenshotId,
  SweepRunId,
  UserId,
  VersionId,
  WebhookDeliveryId,
} from "./ids.ts";
import { Track } from "./object-keys.ts";
import { sweepEveryMs } from "./retention.ts";

const id = <Kind>() => z.uuid() as unknown as z.ZodType<Kind, string>;

/** Every job and its payload: ids only, so that a job always acts on what the database says now. */
export const jobPayloads = {
  "version.validate": z.object({ versionId: id<VersionId>() }),
  "icon.render": z.object({ iconId: id<IconId>() }),
  "screenshot.render": z.object({ screenshotId: id<ScreenshotId>() }),
  "feed.write": z.object({ appId: id<AppId>(), track: Track }),
  "deltas.make": z.object({ versionId: id<VersionId>() }),
  "files.list": z.object({ versionId: id<VersionId>() }),
  "downloads.stop": z.object({ versionId: id<VersionId>() }),
  "invitation.send": z.object({ invitationId: id<InvitationId>() }),
  "tokens.remind": z.object({}),
  "object.delete": z.object({ key: z.string().min(1) }),
  "uploads.expire": z.object({}),
  "store.reconcile": z.object({}),
  "store.sweep": z.object({ approvedRun: id<SweepRunId>().optional() }),
  /** The slice says which job may go on with the run: one that comes again after its turn does nothing. */
  "bucket.inventory": z.object({ runId: id<InventoryRunId>(), slice: z.int().positive() }),
  "bucket.repair": z.object({ runId: id<InventoryRunId>(), slice: z.int().positive() }),
  "inventory.tend": z.object({}),
  "usage.record": z.object({}),
  "releases.tend": z.object({}),
  "documents.renew": z.object({}),
  "events.read": z.object({}),
  "logs.import": z.object({}),
  "downloads.tend": z.object({}),
  "alerts.evaluate": z.object({}),
  "catalog.count": z.object({}),
  "announcement.deliver": z.object({ announcementId: id<AnnouncementId>() }),
  "mail.send": z.object({ announcementId: id<AnnouncementId>(), userId: id<UserId>() }),
  "webhook.send": z.object({ deliveryId: id<WebhookDeliveryId>() }),
  "notices.forget": z.object({}),
} as const;

export type JobName = keyof typeof jobPayloads;
export const jobNames = Object.keys(jobPayloads) as readonly JobName[];
export type JobPayload<Name extends JobName> = z.output<(typeof jobPayloads)[Name]>;
export type Job = { [Name in JobName]: { name: Name; payload: JobPayload<Name> } }[JobName];

/** The job with this name and payload; null when there is no such job, or the payload breaks its contract. */
export function parseJob(name: string, payload: unknown): Job | null {
  if (!Object.hasOwn(jobPayloads, name)) return null;
  const parsed = jobPayloads[name as JobName].safeParse(payload);
  return parsed.success ? ({ name, payload: parsed.data } as Job) : null;
}

/** What does each job; every one of them, or it does not compile. Safe to run twice. */
export type JobProcessors = {
  [Name in JobName]: (payload: JobPayload<Name>, context: { signal: AbortSignal }) => Promise<void>;
};

/** Jobs that run by the clock: every so many milliseconds, once in the whole store. */
export const recurringJobs = [
  { name: "uploads.expire", everyMs: 60 * 1000 },
  { name: "store.reconcile", everyMs: 60 * 1000 },
  { name: "store.sweep", everyMs: sweepEveryMs },
  { name: "inventory.tend", everyMs: 10 * 60 * 1000 },
  { name: "usage.record", everyMs: 60 * 60 * 1000 },
  { name: "releases.tend", everyMs: 60 * 1000 },
  { name: "tokens.remind", everyMs: 60 * 60 * 1000 },
  { name: "documents.renew", everyMs: 10 * 60 * 1000 },
  { name: "events.read", everyMs: 10 * 1000 },
  { name: "logs.import", everyMs: 60 * 1000 },
  { name: "downloads.tend", everyMs: 60 * 60 * 1000 },
  { name: "alerts.evaluate", everyMs: 60 * 1000 },
  { name: "catalog.count", everyMs: 60 * 60 * 1000 },
  { name: "notices.forget", everyMs: 60 * 60 * 1000 },
] as const satisfies readonly {
  name: JobName;
  everyMs: number;
}[];

/** Jobs that keep a core busy, or go on for long, run in queues of their own and never hold up the quick ones. */
export const queueOf = {
  "version.validate": "packages",
  "icon.render": "images",
  "screenshot.render": "images",
  "feed.write": "quick",
  // Alone in its queue, and one at a time: it takes a core for minutes and 1.5 GiB of memory.
  "deltas.make": "deltas",
  // Reads a whole package, as a check does.
  "files.list": "packages",
  "downloads.stop": "quick",
  // A mail server may take its time.
  "invitation.send": "mail",
  "tokens.remind": "quick",
  "object.delete": "quick",
  "uploads.expire": "quick",
  "store.reconcile": "quick",
  "store.sweep": "quick",
  "bucket.inventory": "inventory",
  "bucket.repair": "inventory",
  "inventory.tend": "quick",
  "usage.record": "quick",
  "releases.tend": "quick",
  "documents.renew": "quick",
  // A hundred objects take some seconds, for which no release document should wait.
  "events.read": "events",
  // A hundred logs take minutes, and a day of them that is summed up again no less.
  "logs.import": "statistics",
  "downloads.tend": "statistics",
  "alerts.evaluate": "quick",
  "catalog.count": "quick",
  "announcement.deliver": "quick",
  // They wait for other people's servers.
  "mail.send": "mail",
  "webhook.send": "webhooks",
  "notices.forget": "quick",
} as const satisfies Record<JobName, string>;
export type QueueName = (typeof queueOf)[JobName];
