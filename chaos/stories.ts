import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type App,
  actorOf,
  multipartThreshold,
  recurringJobs,
  type UploadId,
  type UploadKind,
  type UserActor,
  type VersionId,
} from "@mosis/domain";
import { writeIcon, writePackage } from "./client-files.ts";
import type { ClientFile } from "./client-steps.ts";
import type { Perform } from "./clients.ts";
import type { World } from "./world.ts";

/** What a story has put in, and what has to have become of it. */
export interface Expected {
  story: string;
  appId: string;
  versions: { file: ClientFile; versionCode: number; status: "published" | "failed"; finding?: string }[];
  icons: { file: ClientFile; status: "ready" | "refused" }[];
  ended: { uploadId: string; status: "aborted" | "expired" }[];
  /** Ids that failpoints name this story by. */
  subjects: Set<string>;
}

/** A developer with an app, both there through no fault at all, and nothing done yet. */
export interface Opened {
  actor: UserActor;
  app: App;
  expected: Expected;
}

export async function openStory(world: Pick<World, "observer">): Promise<Opened> {
  const story = randomUUID();
  const actor = await signIn(world, story);
  const app = await world.observer.app.createApp({
    actor,
    packageId: `com.example.notes-${story.slice(-12)}`,
    name: "Notes",
    summary: "Takes notes.",
    description: "Takes notes, and keeps them.",
    category: "productivity",
  });
  const subjects = new Set<string>([story, app.id]);
  return { actor, app, expected: { story, appId: app.id, versions: [], icons: [], ended: [], subjects } };
}

/** Enough for a package to be sent in parts. */
const largeBytes = multipartThreshold + 1_000_000;

/**
 * One developer's work on one app: an icon that is refused, one that is rendered, a version that is reviewed and
 * published, one that fails and is deleted in time, an upload that is cancelled and one that is forgotten. Notes what it expects on the way.
 *
 * @param options.isLarge whether the published package and the cancelled one are sent in parts.
 */
export async function tellStory(
  world: World,
  { actor, app, expected }: Opened,
  { perform, reviewer, isLarge }: { perform: Perform; reviewer: UserActor; isLarge: boolean },
): Promise<void> {
  const { folder } = world;
  const { story } = expected;
  const files = join(folder, "files");
  const upload = new Uploading(perform, expected, actor, app);
  const bytes = isLarge ? largeBytes : 20_000;

  for (const isSound of [false, true]) {
    const file = await writeIcon(files, app, { isSound });
    expected.icons.push({ file, status: isSound ? "ready" : "refused" });
    await standing(world, "icons", "rendering", await upload.complete("icon", file));
  }
  const sound = await writePackage(files, app, { versionCode: 1, isSound: true, bytes });
  expected.versions.push({ file: sound, versionCode: 1, status: "published" });
  const versionId = (await upload.complete("package", sound)) as VersionId;
  await standing(world, "versions", "validating", versionId);
  await perform(story, "version.submit", { actor, versionId });
  await perform(story, "version.review", { actor: reviewer, versionId });
  await perform(story, "version.publish", { actor, versionId });

  const broken = await writePackage(files, app, { versionCode: 2, isSound: false, bytes: 500 });
  expected.versions.push({ file: broken, versionCode: 2, status: "failed", finding: "entry_file_missing" });
  const failedId = await upload.complete("package", broken);
  await standing(world, "versions", "validating", failedId);

  const cancelled = await writePackage(files, app, { versionCode: 3, isSound: true, bytes });
  const uploadId = await upload.send("package", cancelled);
  await perform(story, "upload.abort", { actor, uploadId });
  expected.ended.push({ uploadId, status: "aborted" });

  const forgotten = await writePackage(files, app, { versionCode: 4, isSound: true, bytes: 500 });
  const overdue = await upload.send("package", forgotten);
  expected.ended.push({ uploadId: overdue, status: "expired" });
  await letTimePass(world, { overdue, failedId });
  for (const { path } of [cancelled, forgotten, broken, sound]) await rm(path);
}

/** An hour for an upload, a day for a version that failed; then everything that goes by the clock has its turn. */
async function letTimePass(
  { observer, rows }: World,
  { overdue, failedId }: { overdue: string; failedId: string },
): Promise<void> {
  await rows.query(`UPDATE uploads SET expires_at = now() - interval '1 second' WHERE id = $1::uuid`, [
    overdue,
  ]);
  await rows.query(`UPDATE versions SET retention_from = now() - interval '1 day' WHERE id = $1::uuid`, [
    failedId,
  ]);
  for (const { name } of recurringJobs) await observer.ports.db.outbox.add({ name, payload: {} }, new Date());
}

/** A person, in the store through no fault at all. */
export async function signIn({ observer }: Pick<World, "observer">, subject: string): Promise<UserActor> {
  const identity = { provider: "demo", subject, name: "Developer", email: null, avatarUrl: null } as const;
  const { user } = await observer.app.signIn({ identity, userAgent: "chaos" });
  return actorOf(user);
}

/** The uploads of one story. */
class Uploading {
  readonly #perform: Perform;
  readonly #expected: Expected;
  readonly #actor: UserActor;
  readonly #app: App;

  constructor(perform: Perform, expected: Expected, actor: UserActor, app: App) {
    this.#perform = perform;
    this.#expected = expected;
    this.#actor = actor;
    this.#app = app;
  }

  async send(kind: UploadKind, file: ClientFile): Promise<UploadId> {
    const { story, subjects } = this.#expected;
    const actor = this.#actor;
    const { uploadId, put } = await this.#perform(story, "upload.start", {
      actor,
      appId: this.#app.id,
      kind,
      file,
    });
    subjects.add(uploadId);
    await this.#perform(story, "upload.send", { actor, uploadId, file, put });
    return uploadId;
  }

  /** Gives the id of what the upload has become. */
  async complete(kind: UploadKind, file: ClientFile): Promise<string> {
    const { story, subjects } = this.#expected;
    const uploadId = await this.send(kind, file);
    const { id } = await this.#perform(story, "upload.complete", {
      actor: this.#actor,
      uploadId,
      file,
    });
    subjects.add(id);
    return id;
  }
}

/** Waits until a row has left a status; how long that may take is judged over all rows, not here. */
async function standing(
  { rows }: World,
  table: "versions" | "icons",
  status: string,
  id: string,
): Promise<void> {
  const sql = `SELECT 1 FROM ${table} WHERE id = $1::uuid AND status = $2`;
  while ((await rows.query(sql, [id, status])).length > 0) await sleep(250);
}
