import { defaultLimits } from "@mosis/format";
import { z } from "zod";
import { DomainError } from "./errors.ts";
import type { AppId, DeveloperId, UploadId, UserId } from "./ids.ts";
import { allows, type Transitions } from "./lifecycle.ts";

export const uploadStatuses = ["open", "completed", "consumed", "expired", "aborted"] as const;
export type UploadStatus = (typeof uploadStatuses)[number];

export const uploadTransitions = {
  open: ["completed", "expired", "aborted"],
  completed: ["consumed"],
  consumed: [],
  expired: [],
  aborted: [],
} as const satisfies Transitions<UploadStatus>;

export const uploadKinds = ["package", "icon", "screenshot"] as const;
export type UploadKind = (typeof uploadKinds)[number];

const hourMs = 60 * 60 * 1000;

/** How long the signed address for sending the bytes works. */
export const uploadUrlSeconds = 15 * 60;
/** However much is heard of it, an upload ends this long after its start; buckets drop unjoined parts after a day. */
export const uploadLongestMs = 23 * hourMs;

/** What each kind may be: its media type, fixed by us and never taken from the client, and its most bytes. */
export const uploadRules = {
  package: { contentType: "application/vnd.mosis.package", maxBytes: defaultLimits.packageBytes },
  icon: { contentType: "image/png", maxBytes: 5_000_000 },
  /** PNG or JPEG: what it is shows when it is read. */
  screenshot: { contentType: "application/octet-stream", maxBytes: 20_000_000 },
} as const satisfies Record<UploadKind, { contentType: string; maxBytes: number }>;

export const NewUpload = z.object({
  kind: z.enum(uploadKinds),
  /** Shown to people; never part of a key. */
  fileName: z
    .string()
    .trim()
    .min(1)
    .max(255)
    .regex(/^\P{Cc}+$/u, "Use a file name without control characters."),
  /** Bytes. */
  size: z.int().positive("The file is empty."),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, "Give the SHA-256 as 64 hexadecimal digits in lower case."),
});
export type NewUpload = z.infer<typeof NewUpload>;

export interface Upload {
  id: UploadId;
  appId: AppId;
  developerId: DeveloperId;
  createdBy: UserId;
  kind: UploadKind;
  fileName: string;
  size: number;
  sha256: string;
  status: UploadStatus;
  statusChangedAt: Date;
  /** The stored object's entity tag, known from completion on. */
  etag: string | null;
  /** Bytes of every part but the last; null when the file is sent in one piece. */
  partSize: number | null;
  /** What storage calls the object in the making; null until the first part is asked for. */
  storageUploadId: string | null;
  createdAt: Date;
  expiresAt: Date;
}

export function moveUpload(upload: Upload, to: UploadStatus, at: Date): Upload {
  if (!allows(uploadTransitions, upload.status, to)) {
    const closed = upload.status === "expired" || upload.status === "aborted";
    throw new DomainError(closed ? "upload_closed" : "upload_state_conflict");
  }
  return { ...upload, status: to, statusChangedAt: at };
}

/**
 * When an open upload ends, now that something was heard of it; `hours` is how long the policy keeps one otherwise.
 * @throws DomainError `upload_closed` when it has been open for too long.
 */
export function prolonged(upload: Pick<Upload, "createdAt">, at: Date, hours: number): Date {
  const latest = upload.createdAt.getTime() + uploadLongestMs;
  if (at.getTime() >= latest) throw new DomainError("upload_closed");
  return new Date(Math.min(at.getTime() + hours * hourMs, latest));
}
