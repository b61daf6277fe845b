import type { SignedDocument } from "./trusted-keys.ts";

/** What a device keeps over restarts. Losing it is safe; it only lets an older answer be believed once. */
export interface Remembered {
  /** By `package track`. */
  readonly tracks: Readonly<Record<string, RememberedTrack>>;
  /** Keys learned from the store: 32 bytes each in base64url, with the end of their time (ISO 8601). */
  readonly keys: readonly RememberedKey[];
}

export interface RememberedTrack {
  /** The greatest sequence that was believed. */
  readonly sequence: number;
  /** The last answer that offered nothing, with its entity tag and what was installed then; null after an offer. */
  readonly upToDate: {
    readonly versionCode: number;
    readonly etag: string;
    readonly document: SignedDocument;
  } | null;
}

export interface RememberedKey {
  readonly publicKey: string;
  readonly until: string;
}

/** Where a device keeps it. */
export interface DeviceMemory {
  /** Null before anything was written. */
  read(): Promise<Remembered | null>;
  /** All or nothing: what was there before, or this. */
  write(remembered: Remembered): Promise<void>;
}

export const nothingRemembered: Remembered = { tracks: {}, keys: [] };

/** Lasts as long as the process. */
export function forgetfulMemory(): DeviceMemory {
  let kept: Remembered | null = null;
  return {
    read: async () => kept,
    async write(remembered) {
      kept = remembered;
    },
  };
}
