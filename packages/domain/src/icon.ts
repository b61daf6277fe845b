import { DomainError } from "./errors.ts";
import type { AppId, DeveloperId, IconId, UploadId } from "./ids.ts";
import { allows, type Transitions } from "./lifecycle.ts";

export const iconStatuses = ["rendering", "ready", "refused"] as const;
export type IconStatus = (typeof iconStatuses)[number];

export const iconTransitions = {
  rendering: ["ready", "refused"],
  ready: [],
  refused: [],
} as const satisfies Transitions<IconStatus>;

/** Edge lengths of the squares made from an icon, in pixels. */
export const iconSizes = [32, 64, 128] as const;
export type IconSize = (typeof iconSizes)[number];
/** Bounds for the edge of an icon's original, in pixels. */
export const iconEdge = { min: 128, max: 2048 } as const;

/** Why an icon was not accepted, and what to do about it. */
export interface IconRefusal {
  code: string;
  message: string;
  fix: string;
}

export interface Icon {
  id: IconId;
  appId: AppId;
  developerId: DeveloperId;
  uploadId: UploadId;
  status: IconStatus;
  statusChangedAt: Date;
  refusal: IconRefusal | null;
  /** First 16 hexadecimal digits of the original's SHA-256; addresses the rendered files as `?v=`. */
  contentHash: string | null;
  /** How many runs of the renderer have begun. What a run writes after a later one has begun is refused. */
  attempt: number;
  createdAt: Date;
}

export function moveIcon(icon: Icon, to: IconStatus, at: Date): Icon {
  if (!allows(iconTransitions, icon.status, to)) throw new DomainError("icon_state_conflict");
  return { ...icon, status: to, statusChangedAt: at };
}
