import type { Job } from "../../jobs.ts";
import { abandonedObjectMs, deletionRestMs, longestAges } from "../../longest-age.ts";
import { objectKeys } from "../../object-keys.ts";
import type { Reconciliation } from "../../ports/reconciliation.ts";
import type { StoredObject } from "../../stored-object.ts";
import type { Version } from "../../version.ts";
import { isSameJob, requeueJob } from "./outbox.ts";
import type { Access, State } from "./state.ts";

type Ages = { quietMs: number; giveUpMs: number | null };
/** What a job stands for, since when it is under way, and when it last showed a sign of life. */
type Step = { job: Job; ages: Ages; begunAt: number; quietSince: number };

const validate = ({ id }: Version): Job => ({ name: "version.validate", payload: { versionId: id } });

function stepsOf({ versions, icons, screenshots, objects, stepChanged }: State): Step[] {
  const steps: Step[] = [];
  for (const version of versions.values()) {
    if (version.status !== "validating" || version.step === null) continue;
    const quietSince = stepChanged.get(version.id) ?? 0;
    const begunAt = version.statusChangedAt.getTime();
    steps.push({ job: validate(version), ages: longestAges[`version.${version.step}`], begunAt, quietSince });
  }
  for (const { id, status, statusChangedAt } of icons.values()) {
    if (status !== "rendering") continue;
    const job: Job = { name: "icon.render", payload: { iconId: id } };
    const quietSince = stepChanged.get(id) ?? 0;
    steps.push({ job, ages: longestAges["icon.rendering"], begunAt: statusChangedAt.getTime(), quietSince });
  }
  for (const { id, status, statusChangedAt } of screenshots.values()) {
    if (status !== "rendering") continue;
    const job: Job = { name: "screenshot.render", payload: { screenshotId: id } };
    const begunAt = statusChangedAt.getTime();
    steps.push({
      job,
      ages: longestAges["screenshot.rendering"],
      begunAt,
      quietSince: stepChanged.get(id) ?? 0,
    });
  }
  for (const { key, status, updatedAt } of objects.values()) {
    if (status !== "deleting") continue;
    const job: Job = { name: "object.delete", payload: { key } };
    const begunAt = updatedAt.getTime();
    steps.push({ job, ages: longestAges["object.deleting"], begunAt, quietSince: begunAt });
  }
  return steps.sort((a, b) => a.quietSince - b.quietSince);
}

/** Whether what the object was announced for has ended without it. */
function isAbandoned({ uploads, versions }: State, { key }: StoredObject): boolean {
  const over = ["consumed", "expired", "aborted"];
  for (const { id, status } of uploads.values())
    if (objectKeys.upload(id) === key) return over.includes(status);
  for (const version of versions.values()) {
    if (version.versionCode === null || version.status !== "failed") continue;
    const address = { ...version, versionCode: version.versionCode };
    if (objectKeys.package(address) === key || objectKeys.manifest(address) === key)
      return uploads.get(version.uploadId)?.status === "consumed";
  }
  return false;
}

export function memoryReconciliation({ read, write, now }: Access): Reconciliation {
  const isOlder = (since: number, age: number | null) => age !== null && since < now() - age;

  return {
    requeueForgotten: (limit) =>
      write((state) => {
        const isLookedAfter = ({ job }: Step) =>
          [...state.outbox.values()].some(
            ({ job: other, failed }) =>
              isSameJob(job, other) &&
              (!failed || (job.name === "object.delete" && !isOlder(failed.at.getTime(), deletionRestMs))),
          );
        const forgotten = stepsOf(state)
          .filter((step) => isOlder(step.quietSince, step.ages.quietMs) && !isLookedAfter(step))
          .slice(0, limit)
          .map(({ job }) => job);
        for (const job of forgotten) requeueJob(state, job, new Date(now()));
        return structuredClone(forgotten);
      }),

    async listOverlong(limit) {
      return stepsOf(read())
        .filter(({ ages, begunAt }) => isOlder(begunAt, ages.giveUpMs))
        .slice(0, limit)
        .map(({ job }) => job);
    },

    freeAbandoned: (limit) =>
      write((state) => {
        const at = new Date(now());
        const abandoned = [...state.objects.values()]
          .filter(
            ({ status, updatedAt }) =>
              status === "pending" && isOlder(updatedAt.getTime(), abandonedObjectMs),
          )
          .filter((object) => isAbandoned(state, object))
          .slice(0, limit);
        for (const object of abandoned) {
          state.objects.set(object.key, { ...object, status: "deleting", updatedAt: at });
          requeueJob(state, { name: "object.delete", payload: { key: object.key } }, at);
        }
        return abandoned.map(({ key }) => key);
      }),
  };
}
