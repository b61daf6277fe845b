import { Fields } from "./fields.ts";
import { openSigned, type TrustedKey } from "./trusted-keys.ts";

/** A version that devices may have. Sizes are bytes, hashes lower-case hex. */
export interface OfferedRelease {
  readonly id: string;
  readonly version: string;
  readonly versionCode: number;
  readonly size: number;
  readonly sha256: string;
  readonly minOsVersion: string | null;
  /** SHA-256 of the list of its contents, which deltas need; null when there is none. */
  readonly contentsSha256: string | null;
  readonly deltas: readonly OfferedDelta[];
}

/** What leads from an installed version to the release. */
export interface OfferedDelta {
  readonly fromVersionCode: number;
  /** SHA-256 of the list of that version's contents. */
  readonly fromContentsSha256: string;
  readonly size: number;
  readonly sha256: string;
}

/** What a track leads to, believed. */
export interface TrackState {
  readonly sequence: number;
  readonly expiresAt: Date;
  /** Null when nothing is released. */
  readonly release: OfferedRelease | null;
}

/** Why an answer is not believed. */
export type MistrustCode =
  /** No key that the device trusts signed it, or it was changed. */
  | "signature_invalid"
  /** It is no release document, or one of a later protocol. */
  | "document_invalid"
  /** It is about another app or track. */
  | "document_foreign"
  /** It was true once. */
  | "document_expired"
  /** The device has seen a later state of the track. */
  | "document_replayed";

const sentences: Record<MistrustCode, string> = {
  signature_invalid: "No trusted key signed the answer.",
  document_invalid: "The answer is not a release document of this protocol.",
  document_foreign: "The answer is about another app or track.",
  document_expired: "The answer is out of date.",
  document_replayed: "The answer is older than one that was seen before.",
};

/** An answer that must not be acted on: keep what is installed, and ask again later. */
export class Mistrust extends Error {
  readonly code: MistrustCode;

  constructor(code: MistrustCode) {
    super(sentences[code]);
    this.name = "Mistrust";
    this.code = code;
  }
}

/** What the device asked about, and what it remembers. */
export interface Expectation {
  readonly packageId: string;
  readonly track: string;
  /** The greatest sequence this device has believed for the track; 0 for none. */
  readonly seenSequence: number;
  readonly now: Date;
}

/** A device's clock may be this far ahead of the store's, in milliseconds. */
const clockToleranceMs = 5 * 60 * 1000;

/**
 * Believes a signed release document, or says why not.
 * @throws Mistrust
 */
export async function readRelease(
  document: unknown,
  keys: readonly TrustedKey[],
  expected: Expectation,
): Promise<TrackState> {
  const payload = await openSigned(document, keys);
  if (payload === undefined) throw new Mistrust("signature_invalid");
  const fields = new Fields(payload, () => new Mistrust("document_invalid"));
  if (fields.text("format") !== "mosis-release/1") throw new Mistrust("document_invalid");
  const state = {
    sequence: fields.count("sequence"),
    expiresAt: fields.time("expires_at"),
    release: fields.has("release") ? releaseOf(fields.inner("release")) : null,
  };
  if (fields.text("package_id") !== expected.packageId || fields.text("track") !== expected.track) {
    throw new Mistrust("document_foreign");
  }
  if (state.expiresAt.getTime() + clockToleranceMs <= expected.now.getTime()) {
    throw new Mistrust("document_expired");
  }
  if (state.sequence < expected.seenSequence) throw new Mistrust("document_replayed");
  return state;
}

function releaseOf(fields: Fields): OfferedRelease {
  return {
    id: fields.text("id"),
    version: fields.text("version"),
    versionCode: fields.count("version_code"),
    size: fields.count("size"),
    sha256: fields.sha256("sha256"),
    minOsVersion: fields.has("min_os_version") ? fields.text("min_os_version") : null,
    contentsSha256: fields.has("contents_sha256") ? fields.sha256("contents_sha256") : null,
    deltas: fields.list("deltas").map((delta) => ({
      fromVersionCode: delta.count("from_version_code"),
      fromContentsSha256: delta.sha256("from_contents_sha256"),
      size: delta.count("size"),
      sha256: delta.sha256("sha256"),
    })),
  };
}
