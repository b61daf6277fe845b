/** Ids are lower-case UUID strings. Brands keep one kind from being passed for another. */
declare const brand: unique symbol;
export type Id<Kind extends string> = string & { readonly [brand]: Kind };

export type UserId = Id<"user">;
export type DeveloperId = Id<"developer">;
export type AppId = Id<"app">;
export type UploadId = Id<"upload">;
export type VersionId = Id<"version">;
export type IconId = Id<"icon">;
export type ScreenshotId = Id<"screenshot">;
export type SessionId = Id<"session">;
export type AccessTokenId = Id<"access-token">;
export type InvitationId = Id<"invitation">;
export type AppTransferId = Id<"app-transfer">;
export type TrustedPublisherId = Id<"trusted-publisher">;
export type TrustedExchangeId = Id<"trusted-exchange">;
export type JobId = Id<"job">;
export type RetentionPolicyId = Id<"retention-policy">;
export type LegalHoldId = Id<"legal-hold">;
export type SweepRunId = Id<"sweep-run">;
export type InventoryRunId = Id<"inventory-run">;
export type ReleaseId = Id<"release">;
export type ReleaseGroupId = Id<"release-group">;
export type InstallReportId = Id<"install-report">;
export type TrackId = Id<"track">;
export type WebhookId = Id<"webhook">;
export type WebhookDeliveryId = Id<"webhook-delivery">;
export type AnnouncementId = Id<"announcement">;
export type AlertEpisodeId = Id<"alert-episode">;
export type ReviewMessageId = Id<"review-message">;
export type ReviewPolicyId = Id<"review-policy">;
export type QuarantineId = Id<"quarantine">;

function format(bytes: Uint8Array): string {
  const hex = Array.from(bytes.subarray(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

function stamp(bytes: Uint8Array, version: number): Uint8Array {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | (version << 4);
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes;
}

/** A new UUIDv7 (RFC 9562 §5.7): ids made later sort later, so that indexes grow at one end. */
export function newId<Kind extends string>(at: Date = new Date()): Id<Kind> {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  new DataView(bytes.buffer).setBigUint64(
    0,
    (BigInt(at.getTime()) << 16n) | BigInt(((bytes[6] ?? 0) << 8) | (bytes[7] ?? 0)),
  );
  return format(stamp(bytes, 7)) as Id<Kind>;
}

/**
 * The id of the app with this package id: a UUIDv8 (RFC 9562 §5.8) over SHA-256.
 *
 * A package id names one app for ever, so the app's id can be computed from it. The edge finds an app's
 * documents that way without asking a database.
 */
export async function appIdOf(packageId: string): Promise<AppId> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`mosis:app:${packageId}`));
  return format(stamp(new Uint8Array(digest), 8)) as AppId;
}

/**
 * The id of what a device reports of a release: the same however often it is reported, and it names no device. A UUIDv8
 * (RFC 9562 §5.8) over SHA-256.
 */
export async function installReportIdOf(report: {
  releaseId: string;
  device: string;
  outcome: "installed" | "failed";
}): Promise<InstallReportId> {
  // The device comes last: of the others each has one shape, so no two reports have a text in common.
  const text = `mosis:report:${report.releaseId}:${report.outcome}:${report.device}`;
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return format(stamp(new Uint8Array(digest), 8)) as InstallReportId;
}
