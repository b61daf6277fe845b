import type { Stores } from "@mosis/domain";
import type { Connection } from "./connection.ts";
import { createAccessTokenStore } from "./stores/access-token-store.ts";
import { createAccountStore } from "./stores/account-store.ts";
import { createAlertStore } from "./stores/alert-store.ts";
import { createAnnouncementStore } from "./stores/announcement-store.ts";
import { createAppStore } from "./stores/app-store.ts";
import { createAuditLog } from "./stores/audit-log.ts";
import { createCatalogStore } from "./stores/catalog-store.ts";
import { createCostSettingsStore } from "./stores/cost-settings-store.ts";
import { createDeltaStore } from "./stores/delta-store.ts";
import { createDownloadStore } from "./stores/download-store.ts";
import { createFileListStore } from "./stores/file-list-store.ts";
import { createIconStore } from "./stores/icon-store.ts";
import { createInventoryStore } from "./stores/inventory-store.ts";
import { createInvitationStore } from "./stores/invitation-store.ts";
import { createLogFileStore } from "./stores/log-file-store.ts";
import { createNoticeStore } from "./stores/notice-store.ts";
import { createObjectLedger } from "./stores/object-ledger.ts";
import { createOutbox } from "./stores/outbox.ts";
import { createQuarantineStore } from "./stores/quarantine-store.ts";
import { createQuotaStore } from "./stores/quota-store.ts";
import { createReleaseStore } from "./stores/release-store.ts";
import { createRetentionStore } from "./stores/retention-store.ts";
import { createReviewStore } from "./stores/review-store.ts";
import { createScreenshotStore } from "./stores/screenshot-store.ts";
import { createSessionStore } from "./stores/session-store.ts";
import { createStoreSettingsStore } from "./stores/store-settings-store.ts";
import { createTrackStore } from "./stores/track-store.ts";
import { createTransferStore } from "./stores/transfer-store.ts";
import { createTrustStore } from "./stores/trust-store.ts";
import { createUploadStore } from "./stores/upload-store.ts";
import { createUsageStore } from "./stores/usage-store.ts";
import { createUserStore } from "./stores/user-store.ts";
import { createVersionStore } from "./stores/version-store.ts";
import { createWebhookStore } from "./stores/webhook-store.ts";
import { withTranslatedErrors } from "./translate-error.ts";

/** Every store on one connection. No error of Prisma or PostgreSQL passes them untranslated. */
export function createStores(connection: Connection): Stores {
  return {
    users: withTranslatedErrors(createUserStore(connection)),
    sessions: withTranslatedErrors(createSessionStore(connection)),
    tokens: withTranslatedErrors(createAccessTokenStore(connection)),
    accounts: withTranslatedErrors(createAccountStore(connection)),
    invitations: withTranslatedErrors(createInvitationStore(connection)),
    apps: withTranslatedErrors(createAppStore(connection)),
    transfers: withTranslatedErrors(createTransferStore(connection)),
    trust: withTranslatedErrors(createTrustStore(connection)),
    quotas: withTranslatedErrors(createQuotaStore(connection)),
    uploads: withTranslatedErrors(createUploadStore(connection)),
    versions: withTranslatedErrors(createVersionStore(connection)),
    tracks: withTranslatedErrors(createTrackStore(connection)),
    releases: withTranslatedErrors(createReleaseStore(connection)),
    deltas: withTranslatedErrors(createDeltaStore(connection)),
    downloads: withTranslatedErrors(createDownloadStore(connection)),
    logFiles: withTranslatedErrors(createLogFileStore(connection)),
    icons: withTranslatedErrors(createIconStore(connection)),
    screenshots: withTranslatedErrors(createScreenshotStore(connection)),
    objects: withTranslatedErrors(createObjectLedger(connection)),
    inventory: withTranslatedErrors(createInventoryStore(connection)),
    quarantine: withTranslatedErrors(createQuarantineStore(connection)),
    outbox: withTranslatedErrors(createOutbox(connection)),
    alerts: withTranslatedErrors(createAlertStore(connection)),
    announcements: withTranslatedErrors(createAnnouncementStore(connection)),
    notices: withTranslatedErrors(createNoticeStore(connection)),
    webhooks: withTranslatedErrors(createWebhookStore(connection)),
    audit: withTranslatedErrors(createAuditLog(connection)),
    retention: withTranslatedErrors(createRetentionStore(connection)),
    reviews: withTranslatedErrors(createReviewStore(connection)),
    fileLists: withTranslatedErrors(createFileListStore(connection)),
    usage: withTranslatedErrors(createUsageStore(connection)),
    catalog: withTranslatedErrors(createCatalogStore(connection)),
    costSettings: withTranslatedErrors(createCostSettingsStore(connection)),
    storeSettings: withTranslatedErrors(createStoreSettingsStore(connection)),
  };
}
