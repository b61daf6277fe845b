import { createHash } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import {
  deleteObject,
  type ErrorCode,
  expireUploads,
  type IconId,
  isDomainError,
  renderIcon,
  uploadUrlSeconds,
  type VersionId,
  validateVersion,
} from "@mosis/domain";
import { createInProcessInspector, createMemoryObjectStore } from "@mosis/domain/testing";
import { createContainer } from "@mosis/worker/container";
import { readEnv } from "@mosis/worker/env";
import { sharpIconRenderer } from "@mosis/worker/render-icons";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { writeIcon, writePackage } from "./client-files.ts";
import { freshWorld } from "./fresh-world.ts";
import { at, compare, type Model, type Real } from "./life-cycle-model.ts";
import { openStory, signIn } from "./stories.ts";
import { environmentOf } from "./world.ts";

const hourMs = 60 * 60 * 1000;

// The life cycles of uploads, versions and icons against a model of a few maps. Commands come in any order, fitting or
// not; after each, the tables say what the model says. The database is the real one; the bucket is in memory, so that
// a run of hundreds of commands is a matter of seconds.

const world = await freshWorld();
let now = Date.UTC(2026, 5, 1, 12);
const objects = createMemoryObjectStore({ now: () => now });
const container = createContainer(readEnv(environmentOf(world.addresses, world.folder)), {
  decorate: ({ db }) => ({ db, objects, clock: { now: () => new Date(now) } }),
});
const { app, ports } = container;
const worker = { ...ports, inspector: createInProcessInspector(objects), renderer: sharpIconRenderer };
afterAll(() => container.close());

const minute = 60_000;

type Command = fc.AsyncCommand<Model, Real>;
type Run = (model: Model, real: Real) => Promise<void>;

/** A command that is always tried; `run` moves the model on and expects the same of the store. */
function command(label: string, check: (model: Readonly<Model>) => boolean, run: Run): Command {
  return {
    check,
    async run(model, real) {
      await run(model, real);
      await compare({ rows: world.rows, objects }, model, real);
    },
    toString: () => label,
  };
}

/** The code that a call failed with; null when it did not. */
async function codeOf(call: Promise<unknown>): Promise<ErrorCode | null> {
  try {
    await call;
    return null;
  } catch (error) {
    if (!isDomainError(error)) throw error;
    return error.code;
  }
}

const hasUploads = (model: Readonly<Model>) => model.uploads.length > 0;
const hasVersions = (model: Readonly<Model>) => model.versions.length > 0;
const hasIcons = (model: Readonly<Model>) => model.icons.length > 0;

const start = (kind: "package" | "icon", isSound: boolean) =>
  command(
    `start(${kind}, ${isSound ? "sound" : "broken"})`,
    (model) => model.uploads.filter(({ status }) => status === "open").length < 5,
    async (model, real) => {
      const code = real.uploads.length + 1;
      const file =
        kind === "icon"
          ? await writeIcon(`${world.folder}/files`, real.app, { isSound })
          : await writePackage(`${world.folder}/files`, real.app, { versionCode: code, isSound, bytes: 100 });
      const bytes = new Uint8Array(await readFile(file.path));
      await rm(file.path);
      const { upload, put } = await app.startUpload({
        actor: real.actor,
        appId: real.app.id,
        kind,
        fileName: "file",
        size: file.size,
        sha256: createHash("sha256").update(bytes).digest("hex"),
      });
      if (!put) throw new Error("the file was meant to be sent in one piece");
      real.uploads.push({ id: upload.id, put, bytes, kind, isSound, code });
      model.uploads.push({
        status: "open",
        isSent: false,
        startedAt: now,
        heardAt: now,
        actions: ["upload.started"],
      });
    },
  );

/** What a client does that has lost sight of its upload. */
const startAgain = (pick: number) =>
  command(`startAgain(${pick})`, hasUploads, async (model, real) => {
    const index = pick % model.uploads.length;
    const { id, kind, bytes } = at(real.uploads, index);
    const upload = at(model.uploads, index);
    const version = model.versions.find((one) => one.upload === index);
    const counts = kind === "package" && version && !["failed", "rejected"].includes(version.status);
    // Anything else would begin anew, which is what start() does.
    if (upload.status !== "open" && !counts) return;
    const again = await app.startUpload({
      actor: real.actor,
      appId: real.app.id,
      kind,
      fileName: "again",
      size: bytes.length,
      sha256: createHash("sha256").update(bytes).digest("hex"),
    });
    expect(again.upload.id).toBe(id);
    if (upload.status === "open") upload.heardAt = now;
  });

const send = (pick: number) =>
  command(`send(${pick})`, hasUploads, async (model, real) => {
    const index = pick % model.uploads.length;
    const upload = at(model.uploads, index);
    // An address works for a while, also when its upload has ended: what is sent then is nobody's.
    if (upload.status !== "open" || upload.isSent) return;
    const { put, bytes } = at(real.uploads, index);
    const isLate = now > upload.startedAt + uploadUrlSeconds * 1000;
    expect(await objects.sendPut(put, bytes)).toBe(isLate ? 403 : 200);
    upload.isSent = !isLate;
  });

const complete = (pick: number, times: number) =>
  command(`complete(${pick}) x ${times}`, hasUploads, async (model, real) => {
    const index = pick % model.uploads.length;
    const upload = at(model.uploads, index);
    const { id, kind, isSound, code } = at(real.uploads, index);
    const call = () => app.completeUpload({ actor: real.actor, uploadId: id });
    if (upload.status === "aborted" || upload.status === "expired") {
      expect(await codeOf(call())).toBe("upload_closed");
      return;
    }
    if (upload.status === "open" && !upload.isSent) {
      expect(await codeOf(call())).toBe("upload_not_received");
      return;
    }
    const answers = await Promise.all(Array.from({ length: times }, call));
    const ids = answers.map((answer) => {
      if (answer.kind === "screenshot") throw new Error("the upload became a screenshot");
      return answer.kind === "package" ? answer.version.id : answer.icon.id;
    });
    expect(new Set(ids).size).toBe(1);
    if (upload.status !== "open") return;
    upload.status = "completed";
    upload.actions.push("upload.completed");
    if (kind === "package") {
      real.versions.push(ids[0] as VersionId);
      model.versions.push({
        status: "validating",
        upload: index,
        code,
        isSound,
        actions: ["version.received"],
      });
    } else {
      real.icons.push(ids[0] as IconId);
      model.icons.push({ status: "rendering", upload: index, isSound, createdAt: now, actions: [] });
    }
  });

const abort = (pick: number) =>
  command(`abort(${pick})`, hasUploads, async (model, real) => {
    const index = pick % model.uploads.length;
    const upload = at(model.uploads, index);
    const isTooLate = upload.status === "completed" || upload.status === "consumed";
    const code = await codeOf(app.abortUpload({ actor: real.actor, uploadId: at(real.uploads, index).id }));
    expect(code).toBe(isTooLate ? "upload_state_conflict" : null);
    if (upload.status !== "open") return;
    upload.status = "aborted";
    upload.actions.push("upload.aborted");
  });

const advance = (minutes: number) =>
  command(
    `advance(${minutes} min)`,
    () => true,
    async () => {
      now += minutes * minute;
    },
  );

const expire = () =>
  command("expire", hasUploads, async (model) => {
    await expireUploads(ports);
    for (const upload of model.uploads) {
      if (upload.status !== "open" || upload.heardAt + hourMs > now) continue;
      upload.status = "expired";
      upload.actions.push("upload.expired");
    }
  });

const validate = (pick: number, times: number) =>
  command(`validate(${pick}) x ${times}`, hasVersions, async (model, real) => {
    const index = pick % model.versions.length;
    const version = at(model.versions, index);
    const versionId = at(real.versions, index);
    const runs = Array.from({ length: times }, () => codeOf(validateVersion(worker, { versionId })));
    // A run that another one has overtaken stops and says so, and its job would look again.
    for (const code of await Promise.all(runs)) expect([null, "version_state_conflict"]).toContain(code);
    if (version.status !== "validating") return;
    const passes = version.isSound && version.code > model.greatestCode;
    if (passes) model.greatestCode = version.code;
    version.status = passes ? "draft" : "failed";
    version.actions.push(passes ? "version.passed" : "version.failed");
    at(model.uploads, version.upload).status = "consumed";
  });

const render = (pick: number) =>
  command(`render(${pick})`, hasIcons, async (model, real) => {
    const index = pick % model.icons.length;
    const icon = at(model.icons, index);
    await renderIcon(worker, { iconId: at(real.icons, index) });
    if (icon.status !== "rendering") return;
    // A later picture that is shown, or may yet be, stands before an earlier one.
    const isLatest = model.icons.every(
      (other) => other.status === "refused" || other.createdAt <= icon.createdAt,
    );
    const passes = icon.isSound && isLatest;
    icon.status = passes ? "ready" : "refused";
    icon.actions.push(`icon.${icon.status}`);
    at(model.uploads, icon.upload).status = "consumed";
  });

/** A person's change of a version: what it takes, what it leads to, and what it is called in the audit log. */
function decide(
  label: string,
  pick: number,
  change: { from: string; to: string; action: string; needsIcon?: boolean },
  call: (real: Real, versionId: VersionId) => Promise<unknown>,
): Command {
  return command(`${label}(${pick})`, hasVersions, async (model, real) => {
    const index = pick % model.versions.length;
    const version = at(model.versions, index);
    const code = await codeOf(call(real, at(real.versions, index)));
    if (version.status !== change.from) {
      expect(["version_state_conflict", "not_found"]).toContain(code);
      return;
    }
    if (change.needsIcon && !model.icons.some(({ status }) => status === "ready")) {
      expect(code).toBe("app_listing_incomplete");
      return;
    }
    expect(code).toBeNull();
    version.status = change.to;
    version.actions.push(change.action);
  });
}

const submit = (pick: number) =>
  decide(
    "submit",
    pick,
    { from: "draft", to: "in_review", action: "version.submitted", needsIcon: true },
    ({ actor }, versionId) => app.submitVersion({ actor, versionId }),
  );
const cancel = (pick: number) =>
  decide(
    "cancel",
    pick,
    { from: "in_review", to: "draft", action: "version.review_cancelled" },
    ({ actor }, versionId) => app.cancelReview({ actor, versionId }),
  );
const review = (pick: number, verdict: "approved" | "rejected") =>
  decide(
    verdict,
    pick,
    { from: "in_review", to: verdict, action: `version.${verdict}` },
    ({ reviewer }, versionId) =>
      app.reviewVersion({ actor: reviewer, versionId, decision: { verdict, reason: "So it is." } }),
  );
const publish = (pick: number) =>
  decide(
    "publish",
    pick,
    { from: "approved", to: "published", action: "version.published" },
    ({ actor }, versionId) => app.publishVersion({ actor, versionId }),
  );

const clean = () =>
  command(
    "delete what is to go",
    () => true,
    async (_, real) => {
      const doomed = await world.rows.query<{ key: string }>(
        `SELECT key FROM objects WHERE app_id = $1::uuid AND status = 'deleting'`,
        [real.app.id],
      );
      for (const { key } of doomed) await deleteObject(ports, { key });
    },
  );

const pick = fc.nat(20);
const times = fc.integer({ min: 1, max: 3 });
const commands = fc.commands(
  [
    fc
      .tuple(fc.constantFrom("package", "package", "icon"), fc.boolean())
      .map(([kind, isSound]) => start(kind as "package" | "icon", isSound)),
    fc.constant(start("package", true)),
    pick.map(startAgain),
    fc.constant(start("icon", true)),
    pick.map(send),
    pick.map(send),
    fc.tuple(pick, times).map(([index, count]) => complete(index, count)),
    fc.tuple(pick, times).map(([index, count]) => complete(index, count)),
    pick.map(abort),
    fc.integer({ min: 1, max: 40 }).map(advance),
    fc.constant(expire()),
    fc.tuple(pick, times).map(([index, count]) => validate(index, count)),
    pick.map(render),
    pick.map(submit),
    pick.map(cancel),
    fc
      .tuple(pick, fc.constantFrom<"approved" | "rejected">("approved", "approved", "rejected"))
      .map(([index, verdict]) => review(index, verdict)),
    pick.map(publish),
    fc.constant(clean()),
  ],
  { maxCommands: 150, size: "max" },
);

async function begin(): Promise<{ model: Model; real: Real }> {
  const opened = await openStory(world);
  const reviewer = { ...(await signIn(world, "reviewer")), role: "reviewer" as const };
  return {
    real: { ...opened, reviewer, uploads: [], versions: [], icons: [] },
    model: { uploads: [], versions: [], icons: [], greatestCode: 0 },
  };
}

test("the commands lead all the way, from an upload to a published version", async () => {
  const { model, real } = await begin();
  const way = [
    ...[start("icon", true), send(0), complete(0, 1), render(0)],
    ...[start("package", true), send(1), complete(1, 2), validate(0, 1)],
    ...[submit(0), review(0, "approved"), publish(0), clean()],
  ];
  for (const step of way) {
    expect(step.check(model)).toBe(true);
    await step.run(model, real);
  }
  expect(model.versions.map(({ status }) => status)).toEqual(["published"]);
  expect(model.icons.map(({ status }) => status)).toEqual(["ready"]);
  expect(model.uploads.map(({ status }) => status)).toEqual(["consumed", "consumed"]);
}, 60_000);

test("whatever people and the worker do, in any order, the tables keep to the life cycles", async () => {
  await fc.assert(
    fc.asyncProperty(commands, async (given) => {
      const setUp = await begin();
      await fc.asyncModelRun(() => setUp, given);
    }),
    { numRuns: 25, endOnFailure: true },
  );
}, 240_000);
