import type { IconStatus } from "./icon.ts";
import type { ScreenshotStatus } from "./screenshot.ts";
import type { ObjectStatus } from "./stored-object.ts";
import type { ValidationStep } from "./version.ts";

const minute = 60 * 1000;
const hour = 60 * minute;

/**
 * How long a step may last, in milliseconds. After `quietMs` without a sign of life, and with no job for it in the
 * outbox, its job is queued again; after `giveUpMs` in all it is ended. Null: it is never ended, only tried again.
 *
 * A run shows a sign of life with every step. The longest, reading, is bounded by 500 MB over a slow line; waiting
 * in the queue has no bound but that a job stands for it in the outbox.
 */
export const longestAges = {
  "version.queued": { quietMs: 2 * minute, giveUpMs: 24 * hour },
  "version.reading": { quietMs: 15 * minute, giveUpMs: 24 * hour },
  "version.inspecting": { quietMs: 5 * minute, giveUpMs: 24 * hour },
  "version.storing": { quietMs: 15 * minute, giveUpMs: 24 * hour },
  "icon.rendering": { quietMs: 5 * minute, giveUpMs: 24 * hour },
  "screenshot.rendering": { quietMs: 5 * minute, giveUpMs: 24 * hour },
  "object.deleting": { quietMs: 10 * minute, giveUpMs: null },
} as const satisfies Record<
  | `version.${ValidationStep}`
  | `icon.${IconStatus & "rendering"}`
  | `screenshot.${ScreenshotStatus & "rendering"}`
  | `object.${ObjectStatus & "deleting"}`,
  { quietMs: number; giveUpMs: number | null }
>;

/** After this long a deletion that was given up is tried again. */
export const deletionRestMs = hour;

/** How long an announced object may stay unwritten once what it was announced for has ended. */
export const abandonedObjectMs = 10 * minute;
