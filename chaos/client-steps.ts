import { readFile } from "node:fs/promises";
import {
  type AppId,
  type Application,
  type CompletedUpload,
  isDomainError,
  type PresignedPut,
  partCount,
  type UploadId,
  type UploadKind,
  type UserActor,
  type VersionId,
  type VersionStatus,
} from "@mosis/domain";
import type { Around } from "@mosis/domain/interrupted-ports";
import { sendBytes } from "./send-bytes.ts";

export interface StepContext {
  app: Application;
  /** The store as it was two hours ago: what is begun in it is overdue now. */
  past: Application;
  around: Around;
}

export interface ClientFile {
  path: string;
  size: number;
  sha256: string;
}

type OnVersion = { actor: UserActor; versionId: VersionId };

/**
 * What a developer's or a reviewer's client does, a step at a time. Each may be repeated after a client that died or
 * heard no answer: a client that finds its step done is content.
 */
export const clientSteps = {
  async "upload.start"(
    { app, past }: StepContext,
    {
      isOverdue,
      file,
      ...input
    }: { actor: UserActor; appId: AppId; kind: UploadKind; file: ClientFile; isOverdue: boolean },
  ): Promise<{ uploadId: UploadId; put: PresignedPut | null }> {
    const { upload, put } = await (isOverdue ? past : app).startUpload({
      ...input,
      fileName: input.kind === "package" ? "notes.mosis" : "icon.png",
      size: file.size,
      sha256: file.sha256,
    });
    return { uploadId: upload.id, put };
  },

  /** In one piece, or the parts that are missing; nothing of what is a version already. */
  async "upload.send"(
    { app, around }: StepContext,
    {
      file,
      put,
      ...input
    }: { actor: UserActor; uploadId: UploadId; file: ClientFile; put: PresignedPut | null },
  ) {
    const bytes = await readFile(file.path);
    const send = (request: PresignedPut, part: Uint8Array) =>
      around("client.send", () =>
        sendBytes(request, part, () => around("client.sendHalf", async () => undefined)),
      ) as Promise<string | null>;
    if (put) return void (await send(put, bytes));
    const { upload, parts } = await app.getUpload(input);
    if (upload.status !== "open" || upload.partSize === null) return;
    const there = new Set(parts.map(({ number }) => number));
    for (let number = 1; number <= (partCount(upload) ?? 0); number++) {
      if (there.has(number)) continue;
      const [part] = await app.signParts({ ...input, received: [], partNumbers: [number] });
      if (!part) throw new Error(`part ${number} was not signed`);
      const from = (number - 1) * upload.partSize;
      const etag = await send(part.put, bytes.subarray(from, from + part.size));
      await app.signParts({ ...input, received: [{ number, etag: etag ?? "" }], partNumbers: [] });
    }
  },

  async "upload.complete"(
    { app }: StepContext,
    input: { actor: UserActor; uploadId: UploadId },
  ): Promise<{ id: string }> {
    const completed: CompletedUpload = await app.completeUpload(input);
    return { id: completed.kind === "package" ? completed.version.id : completed.icon.id };
  },

  async "upload.abort"({ app }: StepContext, input: { actor: UserActor; uploadId: UploadId }) {
    await app.abortUpload(input);
  },

  "version.submit": ({ app }: StepContext, input: OnVersion) =>
    once(app, input, ["in_review", "approved", "published"], () => app.submitVersion(input)),

  "version.review": ({ app }: StepContext, input: OnVersion) =>
    once(app, input, ["approved", "published"], () =>
      app.reviewVersion({ ...input, decision: { verdict: "approved", reason: "" } }),
    ),

  "version.publish": ({ app }: StepContext, input: OnVersion) =>
    once(app, input, ["published"], () => app.publishVersion(input)),
} as const;

export type StepName = keyof typeof clientSteps;
export type StepInput<Name extends StepName> = Parameters<(typeof clientSteps)[Name]>[1];
export type StepResult<Name extends StepName> = Awaited<ReturnType<(typeof clientSteps)[Name]>>;

/** A change of a version that may have happened already, in a try whose answer never came. */
async function once(
  app: Application,
  input: OnVersion,
  isDone: readonly VersionStatus[],
  change: () => Promise<unknown>,
): Promise<void> {
  try {
    await change();
  } catch (error) {
    if (!isDomainError(error, "version_state_conflict")) throw error;
    if (!isDone.includes((await app.getVersion(input)).version.status)) throw error;
  }
}
