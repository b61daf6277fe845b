import { z } from "zod";

// What the program reads of the portal's answers; whatever else they hold is left to newer versions.

const SignedRequest = z.object({
  method: z.literal("PUT"),
  url: z.url(),
  headers: z.record(z.string(), z.string()),
});
export type SignedRequest = z.infer<typeof SignedRequest>;

export const Upload = z.object({
  id: z.string(),
  status: z.enum(["open", "completed", "consumed", "expired", "aborted"]),
  /** Bytes of every part but the last; null when the file goes in one piece. */
  part_size: z.int().positive().nullable(),
  part_count: z.int().positive().nullable(),
});
export type Upload = z.infer<typeof Upload>;

export const StartedUpload = z.object({ upload: Upload, put: SignedRequest.nullable() });
export const UploadState = z.object({
  upload: Upload,
  parts: z.array(z.object({ part_number: z.int().positive(), size: z.int().positive() })),
});
export const SignedParts = z.object({
  parts: z.array(SignedRequest.extend({ part_number: z.int().positive(), size: z.int().positive() })),
});

export const Version = z.object({
  id: z.string(),
  status: z.string(),
  version: z.string().nullable(),
  version_code: z.int().nullable(),
  size: z.number(),
  sha256: z.string(),
  findings: z.array(
    z.object({
      code: z.string(),
      severity: z.enum(["error", "warning"]),
      path: z.string().nullable(),
      message: z.string(),
      fix: z.string(),
    }),
  ),
});
export type Version = z.infer<typeof Version>;
export const CompletedUpload = z.object({ kind: z.literal("package"), version: Version });

export const Problem = z.object({
  code: z.string(),
  detail: z.string(),
  request_id: z.string().optional(),
});

export const UploadToken = z.object({ token: z.string() });
