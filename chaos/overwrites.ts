import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  createApplication,
  deleteObject,
  objectKeys,
  sweepStore,
  system,
  type UploadId,
  uploadRules,
  type Version,
  validateVersion,
} from "@mosis/domain";
import { surroundCalls, surroundPorts } from "@mosis/domain/interrupted-ports";
import { createPackageInspector } from "@mosis/worker/package-inspector";
import { writePackage } from "./client-files.ts";
import type { ClientFile } from "./client-steps.ts";
import { createFailpoints } from "./failpoints.ts";
import { sendBytes } from "./send-bytes.ts";
import { openStory } from "./stories.ts";
import type { World } from "./world.ts";

/** What the bytes that were sent are replaced by, behind the store's back. */
export const replacements = ["another package of the same size", "a longer package"] as const;
export type Replacement = (typeof replacements)[number];

export interface Overwrite {
  point: string;
  replacement: Replacement;
  /** Null when it is as it should be. */
  problem: string | null;
  outcome: "stored as inspected" | "refused as changed" | "neither";
}

const findingsOfChange = ["upload_changed", "sha256_mismatch"];

/**
 * Replaces an upload's temporary object at every failpoint of its completion and its validation, each on an upload of
 * its own, by a write of storage that asks for no condition; then lets the story go on. What is stored in the end
 * must be what was inspected, or the version must have failed and say why.
 */
export async function runOverwrites(
  world: World,
  onProgress: (line: string) => void = () => {},
): Promise<Overwrite[]> {
  const points: string[] = [];
  await complete(world, (name) => void points.push(name));
  onProgress(`${points.length} failpoints to overwrite at`);
  const overwrites: Overwrite[] = [];
  for (const point of points) {
    for (const replacement of replacements) overwrites.push(await overwrite(world, point, replacement));
  }
  return overwrites;
}

async function overwrite(world: World, point: string, replacement: Replacement): Promise<Overwrite> {
  const { bucket } = world.observer;
  let hasHappened = false;
  const { version, file, key } = await complete(world, async (name, others, key) => {
    if (name !== point || hasHappened) return;
    hasHappened = true;
    const other = others[replacement];
    const bytes = await readFile(other.path);
    const { contentType } = uploadRules.package;
    await bucket.put({ key, bytes, contentType, cacheControl: "no-store" });
  });
  const is = (outcome: Overwrite["outcome"], problem: string | null): Overwrite => ({
    point,
    replacement,
    outcome,
    problem,
  });
  if (!hasHappened) return is("neither", "the failpoint was not reached again");
  if (await bucket.head(key)) return is("neither", "the temporary object is still there");

  const packageKey = objectKeys.package({ ...version, versionCode: 1 });
  const stored = await bucket.head(packageKey);
  if (version.status === "failed") {
    const codes = version.findings.map(({ code }) => code);
    if (!codes.some((code) => findingsOfChange.includes(code))) {
      return is("neither", `the version failed for ${codes.join(", ")}`);
    }
    return stored ? is("neither", "bytes of a failed version are stored") : is("refused as changed", null);
  }
  if (version.status !== "draft") return is("neither", `the version is ${version.status}`);
  const { stream } = await bucket.read(packageKey);
  const bytes = Buffer.from(await new Response(stream).arrayBuffer());
  const isInspected = createHash("sha256").update(bytes).digest("hex") === file.sha256;
  return isInspected
    ? is("stored as inspected", null)
    : is("neither", "other bytes than inspected are stored");
}

type OnPoint = (name: string, others: Record<Replacement, ClientFile>, key: string) => void | Promise<void>;

/** An upload from its completion to its verdict, in this process on the real adapters, with its deletions done: a failed version after its day. */
async function complete(
  world: World,
  onPoint: OnPoint,
): Promise<{ version: Version; file: ClientFile; key: string }> {
  const { app, ports } = world.observer;
  const { actor, app: owned } = await openStory(world);
  const folder = join(world.folder, "files");
  const file = await writePackage(folder, owned, { versionCode: 1, isSound: true });
  const twin = await writePackage(folder, owned, { versionCode: 1, isSound: true, name: "twin" });
  if (twin.size !== file.size) throw new Error("the two packages were meant to be of one size");
  const longer = await writePackage(folder, owned, {
    versionCode: 1,
    isSound: true,
    name: "longer",
    bytes: 30_000,
  });
  const others = { "another package of the same size": twin, "a longer package": longer };

  const { upload, put } = await app.startUpload({
    actor,
    appId: owned.id,
    kind: "package",
    fileName: "notes.mosis",
    size: file.size,
    sha256: file.sha256,
  });
  const uploadId: UploadId = upload.id;
  const key = objectKeys.upload(uploadId);
  if (!put) throw new Error("the package was meant to be sent in one piece");
  await sendBytes(put, await readFile(file.path));

  const points = createFailpoints({ otherwise: "none", onReach: ({ name }) => onPoint(name, others, key) });
  const surrounded = surroundPorts(ports, points.around);
  const inspector = surroundCalls("inspector", createPackageInspector(surrounded.objects), points.around);
  const completed = await points.inStory("upload.complete", uploadId, () =>
    createApplication(surrounded).completeUpload({ actor, uploadId }),
  );
  if (completed.kind !== "package") throw new Error("the upload became no version");
  const versionId = completed.version.id;
  await points.inStory("version.validate", versionId, () =>
    validateVersion({ ...surrounded, inspector }, { versionId }),
  );
  const version = await ports.db.versions.find(system, versionId);
  if (!version) throw new Error("the version is gone");
  if (version.status === "failed") {
    await world.rows.query(
      `UPDATE versions SET retention_from = now() - interval '1 day' WHERE id = $1::uuid`,
      [versionId],
    );
    await sweepStore(ports);
  }
  const address = { ...version, versionCode: 1 };
  for (const doomed of [key, objectKeys.package(address), objectKeys.manifest(address)]) {
    await deleteObject(ports, { key: doomed });
  }
  return { version, file, key };
}
