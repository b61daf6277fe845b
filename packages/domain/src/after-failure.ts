import { system, type UserActor } from "./actor.ts";
import type { IconId, ScreenshotId } from "./ids.ts";
import type { Job, JobName, JobPayload } from "./jobs.ts";
import type { Stores } from "./ports/stores.ts";
import { interruptVersion } from "./use-cases/interrupt-version.ts";
import { interruptDeltas, resumeDeltas } from "./use-cases/make-deltas.ts";
import { refuseIcon } from "./use-cases/refuse-icon.ts";
import { refuseScreenshot } from "./use-cases/refuse-screenshot.ts";
import { reopenVersion } from "./use-cases/retry-validation.ts";
import { isInterrupted } from "./version.ts";

/** What follows when a job is not tried any more, and when it is taken up again after that. */
interface AfterFailure<Name extends JobName> {
  /** Ends what waits for the job, in the transaction that notes the failure. What has ended by itself is left alone. */
  givenUp(stores: Stores, payload: JobPayload<Name>, at: Date): Promise<void>;
  /** Has it wait for the job again, in the transaction that queues it. False when the job could do nothing any more. */
  retried(stores: Stores, payload: JobPayload<Name>, by: { actor: UserActor; at: Date }): Promise<boolean>;
}

/** Nobody waits for the job: it stays in the list of failed jobs and can be taken up as it is. */
const nobodyWaits: AfterFailure<JobName> = { givenUp: async () => {}, retried: async () => true };

/** One entry for each job: a job that does not say what its failure means does not compile. */
const afterFailure: { readonly [Name in JobName]: AfterFailure<Name> } = {
  "version.validate": {
    givenUp: (stores, { versionId }, at) => interruptVersion(stores, versionId, at),
    async retried(stores, { versionId }, { actor, at }) {
      const version = await stores.versions.find(system, versionId);
      if (!version || !isInterrupted(version)) return false;
      await reopenVersion(stores, { actor, version, at });
      return true;
    },
  },
  "icon.render": {
    givenUp: (stores, { iconId }, at) => endIcon(stores, iconId, at),
    // Its bytes are gone.
    retried: async () => false,
  },
  "screenshot.render": {
    givenUp: (stores, { screenshotId }, at) => endScreenshot(stores, screenshotId, at),
    // Its bytes are gone.
    retried: async () => false,
  },
  "feed.write": nobodyWaits,
  // The list of invitations says that it was not sent, and it can be sent again there.
  "invitation.send": nobodyWaits,
  // Its devices download the package.
  "deltas.make": {
    givenUp: (stores, { versionId }, at) => interruptDeltas(stores, versionId, at),
    retried: (stores, { versionId }) => resumeDeltas(stores, versionId),
  },
  "files.list": {
    givenUp: (stores, { versionId }) => stores.fileLists.settle(versionId, "failed"),
    async retried(stores, { versionId }) {
      await stores.fileLists.settle(versionId, "listing");
      return true;
    },
  },
  "downloads.stop": nobodyWaits,
  "object.delete": nobodyWaits,
  // These run by the clock and come again by themselves.
  "uploads.expire": nobodyWaits,
  "store.reconcile": nobodyWaits,
  "store.sweep": nobodyWaits,
  "inventory.tend": nobodyWaits,
  "bucket.inventory": {
    async givenUp(stores, { runId }) {
      await stores.inventory.move(runId, "running", "failed");
    },
    retried: (stores, { runId }) => stores.inventory.move(runId, "failed", "running"),
  },
  // What it had not got to is open still, and another approval goes on with it.
  "bucket.repair": nobodyWaits,
  "usage.record": nobodyWaits,
  "tokens.remind": nobodyWaits,
  "releases.tend": nobodyWaits,
  "documents.renew": nobodyWaits,
  "events.read": nobodyWaits,
  "logs.import": nobodyWaits,
  "downloads.tend": nobodyWaits,
  "alerts.evaluate": nobodyWaits,
  "catalog.count": nobodyWaits,
  "announcement.deliver": nobodyWaits,
  "mail.send": nobodyWaits,
  "webhook.send": {
    async givenUp(stores, { deliveryId }) {
      await stores.webhooks.endDelivery(deliveryId, "The store could not finish this delivery.");
    },
    retried: (stores, { deliveryId }) => stores.webhooks.reopenDelivery(deliveryId),
  },
  "notices.forget": nobodyWaits,
};

async function endIcon(stores: Stores, iconId: IconId, at: Date): Promise<void> {
  const icon = await stores.icons.find(system, iconId);
  const upload = icon?.status === "rendering" && (await stores.uploads.find(system, icon.uploadId));
  if (!upload) return;
  const refusal = {
    code: "rendering_interrupted",
    message: "The store could not finish this icon.",
    fix: "Upload it again.",
  };
  await refuseIcon(stores, { icon, upload, refusal, at });
}

async function endScreenshot(stores: Stores, screenshotId: ScreenshotId, at: Date): Promise<void> {
  const screenshot = await stores.screenshots.find(system, screenshotId);
  const upload =
    screenshot?.status === "rendering" && (await stores.uploads.find(system, screenshot.uploadId));
  if (!upload) return;
  const refusal = {
    code: "rendering_interrupted",
    message: "The store could not finish this screenshot.",
    fix: "Upload it again.",
  };
  await refuseScreenshot(stores, { screenshot, upload, refusal, at });
}

/** Ends what waits for a job that is not tried any more, inside a transaction. */
export function endAfterFailure(stores: Stores, job: Job, at: Date): Promise<void> {
  return entryOf(job.name).givenUp(stores, job.payload, at);
}

/** Prepares for a job that is taken up again, inside a transaction; false when it could do nothing any more. */
export function reopenAfterFailure(
  stores: Stores,
  job: Job,
  by: { actor: UserActor; at: Date },
): Promise<boolean> {
  return entryOf(job.name).retried(stores, job.payload, by);
}

/** The types of a job's name and payload belong together, which a lookup by name cannot show. */
function entryOf(name: JobName): AfterFailure<JobName> {
  return afterFailure[name] as AfterFailure<JobName>;
}
