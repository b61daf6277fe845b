import type { AppId, DeveloperId } from "./ids.ts";
import type { Transitions } from "./lifecycle.ts";

export const objectKinds = [
  "upload",
  "package",
  "manifest",
  "contents",
  "delta",
  "stop",
  "icon",
  "screenshot",
  "feed",
  "device_keys",
  "quarantine",
] as const;
export type ObjectKind = (typeof objectKinds)[number];

/** What lies in the folder of a version and goes with it. */
export const versionObjectKinds = ["package", "manifest", "contents", "delta", "stop"] as const;

export function isOfVersion(kind: ObjectKind): kind is (typeof versionObjectKinds)[number] {
  return versionObjectKinds.some((known) => known === kind);
}

export const objectStatuses = ["pending", "stored", "deleting", "deleted"] as const;
export type ObjectStatus = (typeof objectStatuses)[number];

/** `deleted` may become `pending` again only for keys that are written more than once, such as icons. */
export const objectTransitions = {
  pending: ["stored", "deleting"],
  stored: ["stored", "deleting"],
  deleting: ["deleted"],
  deleted: ["pending"],
} as const satisfies Transitions<ObjectStatus>;

/** A ledger row: an object that should exist, is about to, or is on its way out. */
export interface StoredObject {
  key: string;
  kind: ObjectKind;
  /** Null for what lies in quarantine, as is the developer: it is nobody's and counts for no quota. */
  appId: AppId | null;
  developerId: DeveloperId | null;
  status: ObjectStatus;
  /** Bytes; null until stored. */
  size: number | null;
  etag: string | null;
  sha256: string | null;
  createdAt: Date;
  updatedAt: Date;
}
