import { z } from "zod";
import { DomainError } from "./errors.ts";
import type { IconRefusal } from "./icon.ts";
import type { AppId, DeveloperId, ScreenshotId, UploadId } from "./ids.ts";
import { allows, type Transitions } from "./lifecycle.ts";

export const screenshotStatuses = ["rendering", "ready", "refused", "deleted"] as const;
export type ScreenshotStatus = (typeof screenshotStatuses)[number];

/** A deleted screenshot keeps its row: its upload has become something, and a late run finds that it is not wanted. */
export const screenshotTransitions = {
  rendering: ["ready", "refused", "deleted"],
  ready: ["deleted"],
  refused: ["deleted"],
  deleted: [],
} as const satisfies Transitions<ScreenshotStatus>;

/** Most screenshots of an app, with those being rendered. */
export const mostScreenshots = 8;
/** Bounds for each side of a screenshot's original, in pixels. */
export const screenshotEdge = { min: 320, max: 3840 } as const;
/** Most pixels across of the picture that lists show. */
export const screenshotPreviewWidth = 640;

/** What is stored of a screenshot: the whole picture, and the one for lists. */
export const screenshotFiles = ["full", "preview"] as const;
export type ScreenshotFile = (typeof screenshotFiles)[number];

export type ScreenshotRefusal = IconRefusal;

/** What a picture shows, for those who cannot see it. Empty as long as nobody has said. */
export const AltText = z
  .string()
  .trim()
  .max(200, "Use at most 200 characters.")
  .regex(/^\P{Cc}*$/u, "Use one line, without control characters.");

/** All screenshots of an app in the order wanted. */
export const ScreenshotOrder = z
  .array(z.uuid().transform((id) => id as ScreenshotId))
  .max(mostScreenshots)
  .refine((ids) => new Set(ids).size === ids.length, "Name each screenshot once.");

export interface Screenshot {
  id: ScreenshotId;
  appId: AppId;
  developerId: DeveloperId;
  uploadId: UploadId;
  status: ScreenshotStatus;
  statusChangedAt: Date;
  refusal: ScreenshotRefusal | null;
  /** As the developer named the file. */
  fileName: string;
  /** First 16 hexadecimal digits of the original's SHA-256; addresses the rendered files as `?v=`. */
  contentHash: string | null;
  /** Pixels of the whole picture as it is shown; null until it is ready. */
  width: number | null;
  height: number | null;
  altText: string;
  /** Its place among the app's, from 0 without gaps; null for what is not shown and will not be. */
  position: number | null;
  /** How many runs of the renderer have begun. What a run writes after a later one has begun is refused. */
  attempt: number;
  createdAt: Date;
}

/** A screenshot as visitors see it. */
export type ShownScreenshot = Pick<Screenshot, "id" | "appId" | "altText"> & {
  contentHash: string;
  width: number;
  height: number;
};

export function moveScreenshot(screenshot: Screenshot, to: ScreenshotStatus, at: Date): Screenshot {
  if (!allows(screenshotTransitions, screenshot.status, to))
    throw new DomainError("screenshot_state_conflict");
  return { ...screenshot, status: to, statusChangedAt: at };
}

/** Whether it has a place among the app's screenshots. */
export function hasPlace(status: ScreenshotStatus): boolean {
  return status === "rendering" || status === "ready";
}

/** The screenshot for visitors; null as long as it is not ready. */
export function shown({
  id,
  appId,
  altText,
  status,
  contentHash,
  width,
  height,
}: Screenshot): ShownScreenshot | null {
  if (status !== "ready" || contentHash === null || width === null || height === null) return null;
  return { id, appId, altText, contentHash, width, height };
}

/** What an app still lacks of the screenshots that the store asks for, as words; null when it has enough. */
export function missingScreenshots(required: number, ready: number): string | null {
  const missing = required - ready;
  if (missing <= 0) return null;
  return missing === 1 ? "1 more screenshot" : `${missing} more screenshots`;
}
