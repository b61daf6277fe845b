import { z } from "zod";
import { payloadOf, type SignedDocument } from "./signed-document.ts";

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** A version as devices are told of it. Sizes are bytes. */
export const DocumentedRelease = z.object({
  id: z.uuid(),
  version: z.string(),
  version_code: z.int().positive(),
  size: z.int().positive(),
  sha256,
  min_os_version: z.string().nullable(),
  published_at: z.iso.datetime(),
  /** SHA-256 of the list of the package's contents (docs/package-format.md); null until a delta called for one. */
  contents_sha256: sha256.nullable(),
  /** Where a device that has another version may start from. */
  deltas: z.array(
    z.object({
      from_version_code: z.int().positive(),
      /** Contents digest of that version. */
      from_contents_sha256: sha256,
      size: z.int().positive(),
      sha256,
    }),
  ),
});
export type DocumentedRelease = z.infer<typeof DocumentedRelease>;

/** What is signed for devices of a track: docs/device-protocol.md. */
export const ReleaseDocument = z.object({
  format: z.literal("mosis-release/1"),
  app_id: z.uuid(),
  package_id: z.string(),
  track: z.string(),
  /** Grows with every change of the track; a device takes nothing below what it has seen. */
  sequence: z.int().positive(),
  signed_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
  /** Null when nothing is released. */
  release: DocumentedRelease.nullable(),
});
export type ReleaseDocument = z.infer<typeof ReleaseDocument>;

/** What a document says. @throws when it says something else than a release document does. */
export function releaseDocumentOf(document: SignedDocument): ReleaseDocument {
  return ReleaseDocument.parse(payloadOf(document));
}

/** Milliseconds for which a document is believed. */
export const documentLifetimeMs = 7 * 24 * 60 * 60 * 1000;
/** Milliseconds after which a document is signed anew although nothing has changed. */
export const documentRenewalMs = 2 * 24 * 60 * 60 * 1000;

/** Every key whose signature counts, signed with each of them: who trusts one learns of the others. */
export const KeysDocument = z.object({
  format: z.literal("mosis-keys/1"),
  signed_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
  keys: z.array(
    z.object({
      key_id: z.string().regex(/^[0-9a-f]{16}$/),
      /** 32 bytes in base64url. */
      public_key: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
      from: z.iso.datetime(),
      until: z.iso.datetime(),
    }),
  ),
});
export type KeysDocument = z.infer<typeof KeysDocument>;
