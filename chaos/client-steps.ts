import { readFile } from "node:fs/promises";
import {
  type AppId,
  type Application,
  type CompletedUpload,
  isDomainError,
  multipartThreshold,
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
    { app }: StepContext,
    { file, ...input }: { actor: UserActor; appId: AppId; kind: UploadKind; file: ClientFile },
  ): Promise<{ uploadId: UploadId; put: PresignedPut | null }> {
    const { upload, put } = await app.startUpload({
      ...input,
      fileName: input.kind === "package" ? "notes.mosis" : `${input.kind}.png`,
      size: file.size,
      sha256: file.sha256,
    });
    return { uploadId: upload.id, put };
  },

  /** In one piece, or the parts that have not arrived yet. */
  async "upload.send"(
    { app, around }: StepContext,
    {
      file,
      put,
      ...own
    }: { actor: UserActor; uploadId: UploadId; file: ClientFile; put: PresignedPut | null },
  ): Promise<void> {
    const bytes = await readFile(file.path);
    const send = (to: PresignedPut, piece: Uint8Array) =>
      around("client.send", () =>
        sendBytes(to, piece, () => around("client.sendHalf", async () => undefined)),
      );
    if (put) {
      await send(put, bytes);
      return;
    }
    const { upload, parts } = await app.getUpload(own);
    // Whoever did this step before has seen it complete.
    if (upload.status !== "open") return;
    const arrived = new Set(parts.map(({ number }) => number));
    const all = Array.from({ length: partCount(upload) ?? 0 }, (_, index) => index + 1);
    for (const number of all.filter((one) => !arrived.has(one))) {
      const [signed] = await app.signParts({ ...own, received: [], partNumbers: [number] });
      if (!signed) throw new Error(`part ${number} was not signed`);
      const from = (number - 1) * (upload.partSize ?? 0);
      const etag = (await send(signed.put, bytes.subarray(from, from + signed.size))) as string;
      await app.signParts({ ...own, received: [{ number, etag }], partNumbers: [] });
    }
  },

  /**
   * Sends parts again when storage knows others: those of a client that died may arrive after the ones its successor
   * sent, and then count.
   */
  async "upload.complete"(
    { app, around }: StepContext,
    { file, ...own }: { actor: UserActor; uploadId: UploadId; file: ClientFile },
  ): Promise<{ id: string }> {
    const complete = async () => {
      const completed: CompletedUpload = await app.completeUpload(own);
      switch (completed.kind) {
        case "package":
          return { id: completed.version.id };
        case "icon":
          return { id: completed.icon.id };
        case "screenshot":
          return { id: completed.screenshot.id };
      }
    };
    try {
      return await complete();
    } catch (error) {
      const isOtherParts =
        isDomainError(error, "upload_parts_changed") || isDomainError(error, "upload_not_received");
      if (!isOtherParts || file.size < multipartThreshold) throw error;
      await clientSteps["upload.send"]({ app, around }, { ...own, file, put: null });
      return complete();
    }
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
