import type { Delta, DeltaOutcome, DeltaReason, OfferedDelta } from "../delta.ts";
import type { VersionId } from "../ids.ts";
import type { Version } from "../version.ts";

/** What devices may be told of a version besides its package. */
export interface VersionDeltas {
  /** SHA-256 of the stored list of its contents; null when none is stored, and then there is no delta either. */
  contentsSha256: string | null;
  /** From the latest base on. */
  deltas: OfferedDelta[];
}

/** Deltas to a version from those before it, and the list of its contents. */
export interface DeltaStore {
  describe(versionId: VersionId): Promise<VersionDeltas>;
  /** The latest published versions of the app before this one of which the bytes are kept, the latest first. */
  listBases(version: Pick<Version, "appId" | "versionCode">, limit: number): Promise<Version[]>;
  /** All that were begun, the latest base first. */
  list(versionId: VersionId): Promise<Delta[]>;
  /** Notes that deltas from these bases are being made; what is known of any already stands. */
  plan(versionId: VersionId, baseIds: readonly VersionId[]): Promise<void>;
  /** Notes what became of one that was being made; false when it was not. */
  settle(delta: Pick<Delta, "versionId" | "baseId">, outcome: DeltaOutcome): Promise<boolean>;
  /** Notes the digest of the stored list of contents, unless one is noted, and gives the one that stands. */
  noteContents(versionId: VersionId, sha256: string): Promise<string>;
  /** Ends those that are being made. Gives how many. */
  interrupt(versionId: VersionId): Promise<number>;
  /** Has those that were interrupted be made again. Gives how many. */
  resume(versionId: VersionId): Promise<number>;
  /**
   * Ends an offered delta, or every one of the version, of which the bytes cannot be had any more. Ending all forgets
   * the list of contents as well. Gives how many were ended.
   */
  end(versionId: VersionId, from: number | "all", reason: DeltaReason): Promise<number>;
  /** Forgets all that is noted of these versions, and gives what may be stored of their deltas. */
  forget(versionIds: readonly VersionId[]): Promise<Pick<Delta, "versionId" | "fromVersionCode">[]>;
}
