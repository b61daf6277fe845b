import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type Application,
  actorOf,
  appIdOf,
  type CompletedUpload,
  grantRole,
  Rollout,
  recordUsage,
  system,
  Track,
  type UploadKind,
  type UserActor,
  type Version,
  type VersionId,
} from "@mosis/domain";
import { createContainer } from "../container.ts";
import { readEnv } from "../env.ts";
import { type DemoApp, demoApps, demoPeople } from "./demo-store.ts";
import { sendFile } from "./send-file.ts";

// `node seed.ts SAMPLES_FOLDER`: fills a new store with people and apps, all of it through the use cases and the
// running worker. What is there already is left as it is, so that it may run at every start.

const [samples] = process.argv.slice(2);
if (!samples) {
  console.error("Usage: seed.ts SAMPLES_FOLDER");
  process.exit(2);
}
const container = createContainer(readEnv());
const { app, ports } = container;
try {
  const people = await seedPeople();
  for (const demo of demoApps) await seedApp(demo, people.developer, people.reviewer, samples);
  // What is stored now; the worker looks again within the hour.
  await recordUsage(ports);
} finally {
  await container.close();
}

async function seedPeople(): Promise<{ developer: UserActor; reviewer: UserActor }> {
  const actors = new Map<string, UserActor>();
  for (const { name, role } of demoPeople) {
    const subject = name.toLowerCase();
    const known = await ports.db.users.findByIdentity("demo", subject);
    const user =
      known ??
      (
        await app.signIn({
          identity: { provider: "demo", subject, name, email: null, avatarUrl: null },
          userAgent: "Demo data",
        })
      ).user;
    if (user.role !== role) await grantRole(ports, { provider: "demo", subject, role });
    actors.set(subject, { ...actorOf(user), role });
  }
  const [developer, reviewer] = [actors.get("developer"), actors.get("reviewer")];
  if (!developer || !reviewer) throw new Error("the demo store names no developer or no reviewer");
  return { developer, reviewer };
}

async function seedApp(demo: DemoApp, actor: UserActor, reviewer: UserActor, folder: string): Promise<void> {
  const { packageId, name, summary, description, category } = demo.listing;
  const appId = await appIdOf(packageId);
  const known = await ports.db.apps.find(system, appId);
  if (!known) {
    await app.createApp({ actor, packageId, name, summary, description, category });
    console.log(`created ${name}`);
  }
  if (!known?.icon) await settled(await upload(app, actor, demo, "icon", join(folder, demo.iconFile)));
  for (const { file, goal, beta, thread = [] } of demo.versions) {
    const taken = await ports.db.queries.listVersions(actor, appId, { search: file, page: 1 });
    if (taken.total > 0) continue;
    const version = await settled(await upload(app, actor, demo, "package", join(folder, file)));
    if (version?.status !== (goal === "failed" ? "failed" : "draft")) {
      throw new Error(`${file} is ${version?.status}: ${JSON.stringify(version?.findings)}`);
    }
    await advance(version, goal, actor, reviewer);
    await converse(version.id, thread, actor, reviewer);
    if (beta) await releaseToBeta(version.id, beta, actor);
    console.log(`${name}, ${file}: ${goal}`);
  }
}

async function advance(
  version: Version,
  goal: DemoApp["versions"][number]["goal"],
  actor: UserActor,
  reviewer: UserActor,
) {
  const versionId = version.id;
  if (goal === "draft" || goal === "failed") return;
  await app.submitVersion({ actor, versionId });
  if (goal === "in_review") return;
  await app.reviewVersion({ actor: reviewer, versionId, decision: { verdict: "approved", reason: "" } });
  await app.publishVersion({ actor, versionId });
}

/** Reviewer and developer write in turns. */
async function converse(
  versionId: VersionId,
  thread: readonly string[],
  actor: UserActor,
  reviewer: UserActor,
): Promise<void> {
  for (const [turn, text] of thread.entries()) {
    if (turn % 2 === 0) await app.commentOnReview({ actor: reviewer, versionId, comment: { text } });
    else await app.answerReview({ actor, versionId, text });
  }
}

/** Some devices try it first. */
async function releaseToBeta(versionId: VersionId, basisPoints: number, actor: UserActor): Promise<void> {
  const rollout = Rollout.parse({ basisPoints });
  await app.startRelease({ actor, versionId, track: Track.parse("beta"), rollout });
}

async function upload(
  app: Application,
  actor: UserActor,
  demo: DemoApp,
  kind: UploadKind,
  file: string,
): Promise<CompletedUpload> {
  const { size } = await stat(file);
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  const started = await app.startUpload({
    actor,
    appId: await appIdOf(demo.listing.packageId),
    kind,
    fileName: basename(file),
    size,
    sha256: hash.digest("hex"),
  });
  await sendFile(app, actor, started, file);
  return app.completeUpload({ actor, uploadId: started.upload.id });
}

/** Waits until the worker has decided; gives the version, or null for a picture. */
async function settled(completed: CompletedUpload): Promise<Version | null> {
  for (let attempt = 0; attempt < 600; attempt++) {
    if (completed.kind === "package") {
      const version = await ports.db.versions.find(system, completed.version.id);
      if (version && version.status !== "validating") return version;
    } else {
      const picture =
        completed.kind === "icon"
          ? await ports.db.icons.find(system, completed.icon.id)
          : await ports.db.screenshots.find(system, completed.screenshot.id);
      if (picture?.status === "refused") throw new Error(`picture refused: ${picture.refusal?.message}`);
      if (picture?.status === "ready") return null;
    }
    await sleep(200);
  }
  throw new Error("the worker has not decided within two minutes; is it running?");
}
