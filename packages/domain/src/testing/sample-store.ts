import { type Manifest, packPackage, webCodec } from "@mosis/format";
import type { NewAccessToken } from "../access-token.ts";
import { actorOf } from "../account.ts";
import type { UserActor } from "../actor.ts";
import type { Announcement } from "../announcement.ts";
import type { App, NewApp } from "../app.ts";
import { type Application, createApplication } from "../application.ts";
import type { AuditAction, AuditEntry } from "../audit.ts";
import type { Icon } from "../icon.ts";
import type { AppId, VersionId } from "../ids.ts";
import type { Job, JobName, JobPayload } from "../jobs.ts";
import { tokenScopes } from "../permission.ts";
import type { Clock } from "../ports/clock.ts";
import type { PresignedPut } from "../ports/object-store.ts";
import type { PackageInspector } from "../ports/package-inspector.ts";
import type { Ports } from "../ports/ports.ts";
import type { Stores } from "../ports/stores.ts";
import type { ReleaseSigner } from "../release-signer.ts";
import type { Screenshot } from "../screenshot.ts";
import { sha256Of } from "../sha256.ts";
import type { Upload, UploadKind } from "../upload.ts";
import { grantRole } from "../use-cases/grant-role.ts";
import type { StartedUpload } from "../use-cases/start-upload.ts";
import { validateVersion } from "../use-cases/validate-version.ts";
import type { Version } from "../version.ts";
import { createInProcessInspector } from "./in-process-inspector.ts";
import { createMemoryDatabase, type ObservedDatabase } from "./memory-database.ts";
import { createMemoryObjectStore, type MemoryObjectStore } from "./memory-object-store.ts";
import { sampleSigner } from "./sample-signer.ts";

/** A token for all that tokens may. */
export const sampleToken: NewAccessToken = { name: "CI", days: 7, scopes: [...tokenScopes], app_id: null };

/** A store in memory with a few people in it, and a clock that stands still until it is moved on. */
export interface SampleStore extends Ports {
  db: ObservedDatabase;
  objects: MemoryObjectStore;
  clock: Clock & { advance(milliseconds: number): void };
  inspector: PackageInspector;
  signer: ReleaseSigner;
  app: Application;
  /** Has the sample apps. */
  developer: UserActor;
  /** Has a developer account as well, and nothing to do with the sample apps. */
  stranger: UserActor;
  reviewer: UserActor;
  admin: UserActor;
  /** What was committed to the audit log, oldest first. */
  audit: readonly AuditEntry[];
  /** What was committed to the outbox, oldest first. */
  jobs: readonly Job[];
  /** What people were to be told of, oldest first. */
  announced: readonly Announcement[];
}

export async function createSampleStore(): Promise<SampleStore> {
  let now = Date.UTC(2026, 5, 1, 12);
  const clock = {
    now: () => new Date(now),
    advance(milliseconds: number) {
      now += milliseconds;
    },
  };
  const audit: AuditEntry[] = [];
  const jobs: Job[] = [];
  const announced: Announcement[] = [];
  const db = recordLogs(createMemoryDatabase({ clock }), { audit, jobs, announced });
  const objects = createMemoryObjectStore({ now: () => now });
  const ports = { db, objects, clock };
  const app = createApplication(ports);

  async function join(subject: string): Promise<UserActor> {
    const identity = { provider: "demo", subject, name: subject, email: null, avatarUrl: null } as const;
    const { user } = await app.signIn({ identity, userAgent: "test" });
    return actorOf(user);
  }
  const developer = await join("developer");
  const stranger = await join("stranger");
  const reviewer: UserActor = { ...(await join("reviewer")), role: "reviewer" };
  await grantRole(ports, { provider: "demo", subject: "reviewer", role: "reviewer" });
  const admin: UserActor = { ...(await join("admin")), role: "admin" };
  await grantRole(ports, { provider: "demo", subject: "admin", role: "admin" });
  // Tests count what follows.
  audit.length = 0;
  return {
    ...ports,
    signer: sampleSigner,
    inspector: createInProcessInspector(objects),
    app,
    developer,
    stranger,
    reviewer,
    admin,
    audit,
    jobs,
    announced,
  };
}

/** The database, noting what reaches its audit log and outbox for good: a transaction that fails leaves nothing. */
function recordLogs(
  db: ObservedDatabase,
  logs: { audit: AuditEntry[]; jobs: Job[]; announced: Announcement[] },
): ObservedDatabase {
  const recorded = (stores: Stores, into: typeof logs): Stores => ({
    ...stores,
    audit: {
      async append(entry) {
        await stores.audit.append(entry);
        into.audit.push(entry);
      },
      async appendAll(entries) {
        await stores.audit.appendAll(entries);
        into.audit.push(...entries);
      },
    },
    announcements: {
      ...stores.announcements,
      async addAll(announcements) {
        const added = await stores.announcements.addAll(announcements);
        into.announced.push(...announcements);
        return added;
      },
    },
    outbox: {
      ...stores.outbox,
      async add(job, at) {
        await stores.outbox.add(job, at);
        into.jobs.push(job);
      },
      async addAll(jobs, at) {
        await stores.outbox.addAll(jobs, at);
        into.jobs.push(...jobs);
      },
      async requeue(job, at) {
        await stores.outbox.requeue(job, at);
        into.jobs.push(job);
      },
    },
  });
  return {
    ...db,
    ...recorded(db, logs),
    async transaction(work) {
      const pending: typeof logs = { audit: [], jobs: [], announced: [] };
      const result = await db.transaction((stores) => work(recorded(stores, pending)));
      logs.audit.push(...pending.audit);
      logs.jobs.push(...pending.jobs);
      logs.announced.push(...pending.announced);
      return result;
    },
  };
}

/** What was done to a subject, oldest first. */
export function actionsOn({ audit }: SampleStore, subjectId: string): AuditAction[] {
  return audit.filter((entry) => entry.subjectId === subjectId).map(({ action }) => action);
}

/** The payloads of a kind of job in the outbox, oldest first. */
export function payloadsOf<Name extends JobName>({ jobs }: SampleStore, name: Name): JobPayload<Name>[] {
  return jobs.flatMap((job) => (job.name === name ? [job.payload as JobPayload<Name>] : []));
}

/** An app of the developer's, by default without the icon that it takes to submit a version. */
export async function addSampleApp(store: SampleStore, fields: Partial<NewApp> = {}): Promise<App> {
  return store.app.createApp({
    actor: store.developer,
    packageId: "com.example.notes",
    name: "Notes",
    summary: "Takes notes.",
    description: "Takes notes, and keeps them.",
    category: "productivity",
    ...fields,
  });
}

/** A real package, with what it is told apart by in its page. */
export async function samplePackage(fields: Partial<Manifest> = {}, text = "Notes"): Promise<Uint8Array> {
  const manifest = {
    manifest_version: 1,
    id: "com.example.notes",
    name: "Notes",
    version: "1.0.0",
    version_code: 1,
    entry: "index.html",
    ...fields,
  };
  const utf8 = new TextEncoder();
  const files = [
    { path: "manifest.json", bytes: utf8.encode(JSON.stringify(manifest)) },
    { path: "index.html", bytes: utf8.encode(`<!doctype html>\n<title>${text}</title>\n`) },
  ];
  const chunks: Uint8Array[] = [];
  for await (const chunk of packPackage(files, webCodec)) chunks.push(chunk);
  return new Uint8Array(Buffer.concat(chunks));
}

/** An upload of the developer's whose bytes have arrived in the bucket; `sha256` may announce others. */
export async function sendSampleUpload(
  store: SampleStore,
  { appId, kind, bytes, sha256 }: { appId: AppId; kind: UploadKind; bytes: Uint8Array; sha256?: string },
): Promise<Upload> {
  const started = await store.app.startUpload({
    actor: store.developer,
    appId,
    kind,
    fileName: kind === "package" ? "notes.mosis" : `${kind}.png`,
    size: bytes.length,
    sha256: sha256 ?? (await sha256Of(bytes)),
  });
  const status = await store.objects.sendPut(putOf(started), bytes);
  if (status !== 200) throw new Error(`the bucket answered ${status}`);
  return started.upload;
}

/** How to send an upload that goes in one piece. */
export function putOf({ put }: StartedUpload): PresignedPut {
  if (!put) throw new Error("the upload is not sent in one piece");
  return put;
}

/** A version that waits for its validation. */
export async function receiveSampleVersion(
  store: SampleStore,
  { appId, bytes, sha256 }: { appId: AppId; bytes?: Uint8Array; sha256?: string },
): Promise<Version> {
  const upload = await sendSampleUpload(store, {
    appId,
    kind: "package",
    bytes: bytes ?? (await samplePackage()),
    ...(sha256 !== undefined && { sha256 }),
  });
  const completed = await store.app.completeUpload({ actor: store.developer, uploadId: upload.id });
  if (completed.kind !== "package") throw new Error("the upload became no version");
  return completed.version;
}

/** An icon that waits to be rendered. */
export async function receiveSampleIcon(
  store: SampleStore,
  { appId, bytes, sha256 }: { appId: AppId; bytes: Uint8Array; sha256?: string },
): Promise<Icon> {
  const upload = await sendSampleUpload(store, {
    appId,
    kind: "icon",
    bytes,
    ...(sha256 !== undefined && { sha256 }),
  });
  const completed = await store.app.completeUpload({ actor: store.developer, uploadId: upload.id });
  if (completed.kind !== "icon") throw new Error("the upload became no icon");
  return completed.icon;
}

/** A screenshot that waits to be rendered. */
export async function receiveSampleScreenshot(
  store: SampleStore,
  { appId, bytes, sha256 }: { appId: AppId; bytes: Uint8Array; sha256?: string },
): Promise<Screenshot> {
  const upload = await sendSampleUpload(store, {
    appId,
    kind: "screenshot",
    bytes,
    ...(sha256 !== undefined && { sha256 }),
  });
  const completed = await store.app.completeUpload({ actor: store.developer, uploadId: upload.id });
  if (completed.kind !== "screenshot") throw new Error("the upload became no screenshot");
  return completed.screenshot;
}

/** A version that has passed its validation. */
export async function addSampleDraft(store: SampleStore, app: App, versionCode = 1): Promise<VersionId> {
  const fields = { id: app.packageId, version: `1.0.${versionCode}`, version_code: versionCode };
  const { id } = await receiveSampleVersion(store, { appId: app.id, bytes: await samplePackage(fields) });
  await validateVersion(store, { versionId: id });
  return id;
}

/** A version in review. Gives the app the icon that this takes. */
export async function addSampleSubmission(store: SampleStore, app: App, versionCode = 1): Promise<VersionId> {
  const versionId = await addSampleDraft(store, app, versionCode);
  const { id } = await receiveSampleIcon(store, { appId: app.id, bytes: new Uint8Array([versionCode]) });
  await store.db.apps.update({ ...app, icon: { id, contentHash: "0123456789abcdef" } });
  await store.app.submitVersion({ actor: store.developer, versionId });
  return versionId;
}

/** A version that has been approved and can be published. */
export async function addSampleApproval(store: SampleStore, app: App, versionCode = 1): Promise<VersionId> {
  const versionId = await addSampleSubmission(store, app, versionCode);
  await store.app.reviewVersion({
    actor: store.reviewer,
    versionId,
    decision: { verdict: "approved", reason: "" },
  });
  return versionId;
}
