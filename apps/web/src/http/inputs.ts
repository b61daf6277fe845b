import {
  type AccessTokenId,
  AccountName,
  AltText,
  type AppId,
  accountRoles,
  appIdOf,
  CatalogQuery,
  CostSettings,
  categoryIds,
  type DeveloperId,
  findingKinds,
  type IconId,
  type InventoryRunId,
  type InvitationId,
  type JobId,
  NewApp,
  NewUpload,
  platformRoles,
  type QuarantineId,
  ReleaseNotes,
  type ScreenshotId,
  ScreenshotOrder,
  type SessionId,
  StorageQuery,
  StoreSettings,
  type TrustedPublisherId,
  type UploadId,
  type UserId,
  type VersionId,
} from "@mosis/domain";
import { z } from "zod";

/** An id in an address. What is not even a UUID gets the same answer as one that does not exist. */
export const id = <Id>() => z.uuid().transform((text) => text as Id);

/** An app is addressed by its id or its package id, of which its id is made. */
export const AppParams = z.object({
  appId: z.union([id<AppId>(), NewApp.shape.packageId.transform(appIdOf)]),
});
export const CatalogParams = z.object({ packageId: NewApp.shape.packageId });
export const CategoryParams = z.object({ category: z.enum(categoryIds) });
export const CardQuery = z.object({ v: z.string().max(100).catch("").default("") });
export const SitemapParams = z.object({
  name: z
    .string()
    .regex(/^[a-z0-9-]{1,20}\.xml$/)
    .transform((file) => file.slice(0, -".xml".length)),
});
export const PageQuery = CatalogQuery.pick({ page: true });
export const TokenParams = z.object({ tokenId: id<AccessTokenId>() });
export const MemberParams = z.object({ userId: id<UserId>() });
export const InvitationParams = z.object({ invitationId: id<InvitationId>() });
export const PublisherParams = AppParams.extend({ publisherId: id<TrustedPublisherId>() });
/** The text of a link's secret: in the body, since addresses are logged. */
export const LinkInput = z.object({ token: z.string().max(100) });
export const AccountInput = z.object({ name: AccountName });
export const AccountChoice = z.object({ account_id: id<DeveloperId>() });
export const RoleInput = z.object({ role: z.enum(accountRoles, "Choose owner, maintainer or viewer.") });
export const IdentityInput = z.object({
  package_id: NewApp.shape.packageId,
  id_token: z.string().min(1).max(16_384),
});
export const UploadParams = z.object({ uploadId: id<UploadId>() });
export const VersionParams = z.object({ versionId: id<VersionId>() });
/** What is new, as the API spells it. */
export const ReleaseNotesInput = z
  .object({ release_notes: ReleaseNotes })
  .transform(({ release_notes }) => ({ releaseNotes: release_notes }));
export const IconParams = z.object({ iconId: id<IconId>() });
export const ScreenshotParams = z.object({ screenshotId: id<ScreenshotId>() });
export const InventoryRunParams = z.object({ runId: id<InventoryRunId>() });
export const QuarantineParams = z.object({ quarantineId: id<QuarantineId>() });
export const JobParams = z.object({ jobId: id<JobId>() });
export const SessionParams = z.object({ sessionId: id<SessionId>() });

export const PersonParams = z.object({ userId: id<UserId>() });
export const PlatformRoleInput = z.object({ role: z.enum(platformRoles) });

/** `NewApp` as the API spells it. */
export const AppInput = z
  .object({
    package_id: NewApp.shape.packageId,
    name: NewApp.shape.name,
    summary: NewApp.shape.summary,
    description: NewApp.shape.description,
    category: NewApp.shape.category,
  })
  .transform(({ package_id, ...rest }) => ({ packageId: package_id, ...rest }));

/** `NewUpload` as the API spells it. */
export const UploadInput = z
  .object({
    kind: NewUpload.shape.kind,
    file_name: NewUpload.shape.fileName,
    size: NewUpload.shape.size,
    sha256: NewUpload.shape.sha256,
  })
  .transform(({ file_name, ...rest }) => ({ fileName: file_name, ...rest }));

export const ScreenshotInput = z
  .object({ alt_text: AltText })
  .transform(({ alt_text }) => ({ altText: alt_text }));
export const ScreenshotOrderInput = z.object({ ids: ScreenshotOrder });

/** Which kinds of findings are to be repaired; all without any. */
export const ApprovalInput = z.object({
  kinds: z
    .array(z.enum(findingKinds))
    .min(1)
    .default([...findingKinds]),
});

const partNumber = z.int().min(1).max(10_000);
/** Parts in one request, those that arrived and those asked for alike. */
const mostParts = 100;

/** Which parts have arrived, with the entity tag that storage answered, and for which ones addresses are wanted. */
export const PartsInput = z
  .object({
    received: z
      .array(
        z.object({
          part_number: partNumber,
          etag: z
            .string()
            .regex(/^"?[\w+/=.-]{1,1024}"?$/, "Give the ETag of the answer to the part.")
            .transform((etag) => etag.replaceAll('"', "")),
        }),
      )
      .max(mostParts)
      .default([]),
    part_numbers: z.array(partNumber).max(mostParts).default([]),
  })
  .transform(({ received, part_numbers }) => ({
    received: received.map(({ part_number, etag }) => ({ number: part_number, etag })),
    partNumbers: part_numbers,
  }));

/** `CostSettings` as the API spells them. */
export const CostSettingsInput = z
  .object({
    price_list: CostSettings.shape.priceList,
    free_allowance: CostSettings.shape.freeAllowance,
    monthly_budget_micro_dollars: CostSettings.shape.monthlyBudget,
  })
  .transform(({ price_list, free_allowance, monthly_budget_micro_dollars }) => ({
    priceList: price_list,
    freeAllowance: free_allowance,
    monthlyBudget: monthly_budget_micro_dollars,
  }));

/** The last so many days. */
export const UsageSpanQuery = z.object({ days: StorageQuery.shape.days });

/** `StoreSettings` as the API spells them. */
export const StoreSettingsInput = z
  .object({ required_screenshots: StoreSettings.shape.requiredScreenshots })
  .transform(({ required_screenshots }) => ({ requiredScreenshots: required_screenshots }));
