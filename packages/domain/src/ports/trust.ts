import type { AppId, TrustedExchangeId, TrustedPublisherId, UploadId, VersionId } from "../ids.ts";
import type { Provenance, TrustedExchange, TrustedPublisher } from "../trusted-publisher.ts";

/** Identities of other issuers that may upload to apps, and what was got with them. */
export interface TrustStore {
  /** False when the app has `most` already, also when several are added at once; the caller holds the app. */
  add(publisher: TrustedPublisher, most: number): Promise<boolean>;
  /** The newest first; at most `mostPublishers` are ever there. */
  list(appId: AppId): Promise<TrustedPublisher[]>;
  /** False when the app has no such. */
  remove(appId: AppId, id: TrustedPublisherId, at: Date): Promise<boolean>;
  removeAll(appId: AppId, at: Date): Promise<void>;
  /** False when the identity token has been exchanged before. */
  exchange(exchange: TrustedExchange, secrets: { identitySha256: string; hash: string }): Promise<boolean>;
  /** By the hash of the upload token's text; null also when its publisher has been removed. */
  findByHash(hash: string): Promise<{ exchange: TrustedExchange; publisher: TrustedPublisher } | null>;
  /** Binds it to an upload. False when it is bound to another. */
  bind(id: TrustedExchangeId, uploadId: UploadId): Promise<boolean>;
  findProvenance(versionId: VersionId): Promise<Provenance | null>;
  /** Forgets at most `limit` of which nothing was made and whose identity token cannot come again. Gives how many. */
  forget(at: Date, limit: number): Promise<number>;
}

/** Verifies what issuers sign. */
export interface IdentityVerifier {
  /** Who claims to have signed it, not yet verified; null when it is no token at all. */
  issuerIn(token: string): string | null;
  /**
   * The token's claims, if this issuer signed it for this store and it is of now.
   * @throws DomainError `identity_token_invalid`; `issuer_unavailable` when its keys cannot be had.
   */
  verify(token: string, issuer: string): Promise<Readonly<Record<string, unknown>> & { exp: number }>;
}
