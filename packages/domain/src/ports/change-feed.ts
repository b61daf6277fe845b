import type { AppId, IconId, UserId, VersionId } from "../ids.ts";

export type Topic =
  | `version:${VersionId}`
  | `icon:${IconId}`
  | `screenshots:${AppId}`
  | `releases:${AppId}`
  | `notices:${UserId}`;

/**
 * Tells that something was committed. A hint, not a message: whoever hears it reads the row again, and reads
 * it now and then anyway, because a lost connection loses hints.
 */
export interface ChangeFeed {
  subscribe(topic: Topic, listener: () => void): () => void;
}
