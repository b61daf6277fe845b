import { DomainError } from "./errors.ts";
import { uploadRules } from "./upload.ts";

/** What a developer account may use. */
export interface Quota {
  /** Most bytes of one package. */
  packageBytes: number;
  /** Most bytes kept in the store, with those announced by uploads under way. */
  storedBytes: number;
  /** Most uploads open at the same time. */
  openUploads: number;
  /** Most uploads started within 24 hours. */
  dailyUploads: number;
}

/** For accounts without limits of their own. */
export const defaultQuota: Quota = {
  packageBytes: uploadRules.package.maxBytes,
  storedBytes: 50_000_000_000,
  openUploads: 20,
  dailyUploads: 200,
};

export const dayMs = 24 * 60 * 60 * 1000;

/** What a developer account uses. An upload counts with its announced size until it has become what it was for. */
export interface Usage {
  storedBytes: number;
  openUploads: number;
  /** Started within the last 24 hours. */
  dailyUploads: number;
}

/**
 * Judges one more upload of `size` bytes.
 * @throws DomainError `open_uploads_exceeded`, `daily_uploads_exceeded`, `storage_quota_exceeded`.
 */
export function requireQuota(quota: Quota, usage: Usage, size: number): void {
  if (usage.openUploads >= quota.openUploads) {
    throw new DomainError("open_uploads_exceeded", {
      message: `${usage.openUploads} uploads are open, as many as your account may have at a time. Complete or cancel one, then start again.`,
    });
  }
  if (usage.dailyUploads >= quota.dailyUploads) {
    throw new DomainError("daily_uploads_exceeded", {
      message: `Your account has started ${usage.dailyUploads} uploads within 24 hours, as many as it may. Try again later.`,
    });
  }
  if (usage.storedBytes + size > quota.storedBytes) {
    throw new DomainError("storage_quota_exceeded", {
      message: `Your account may keep ${quota.storedBytes} bytes in this store and uses ${usage.storedBytes}; this file has ${size}. Ask the store's administrators for more, or wait until old versions have been cleared away.`,
    });
  }
}
