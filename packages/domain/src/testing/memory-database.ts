import type { ChangeFeed } from "../ports/change-feed.ts";
import { type Clock, systemClock } from "../ports/clock.ts";
import type { OutboxRelay } from "../ports/outbox-relay.ts";
import type { Database, Stores } from "../ports/stores.ts";
import { memoryAccessTokenStore } from "./memory/access-token-store.ts";
import { memoryAccountStore } from "./memory/account-store.ts";
import { memorySessionStore, memoryUserStore } from "./memory/account-stores.ts";
import { memoryAlertQueries } from "./memory/alert-queries.ts";
import { memoryAlertStore } from "./memory/alert-store.ts";
import { memoryAnnouncementStore } from "./memory/announcement-store.ts";
import { memoryAppStore } from "./memory/app-store.ts";
import { memoryAuditLog, memoryAuditQueries } from "./memory/audit-log.ts";
import { memoryCatalogQueries, memoryCatalogStore } from "./memory/catalog.ts";
import { memoryCostSettingsStore } from "./memory/cost-settings-store.ts";
import { memoryDashboardQueries } from "./memory/dashboard-queries.ts";
import { memoryDeltaStore } from "./memory/delta-store.ts";
import { memoryDownloadQueries } from "./memory/download-queries.ts";
import { memoryDownloadStore, memoryRawDownloads } from "./memory/download-store.ts";
import { memoryFileListQueries, memoryFileListStore } from "./memory/file-list-store.ts";
import { memoryIconStore } from "./memory/icon-store.ts";
import { memoryInventoryQueries } from "./memory/inventory-queries.ts";
import { memoryInventoryStore } from "./memory/inventory-store.ts";
import { memoryInvitationStore } from "./memory/invitation-store.ts";
import { memoryJobQueries } from "./memory/job-queries.ts";
import { memoryLogFileQueries, memoryLogFileStore } from "./memory/log-file-store.ts";
import { memoryNoticeQueries, memoryNoticeStore } from "./memory/notice-store.ts";
import { memoryObjectLedger } from "./memory/object-ledger.ts";
import { memoryOutbox } from "./memory/outbox.ts";
import { memoryOutboxRelay } from "./memory/outbox-relay.ts";
import { memoryPeopleQueries } from "./memory/people-queries.ts";
import { memoryQuarantineStore } from "./memory/quarantine-store.ts";
import { memoryQueries } from "./memory/queries.ts";
import { memoryQuotaStore } from "./memory/quota-store.ts";
import { memoryReconciliation } from "./memory/reconciliation.ts";
import { memoryReleaseQueries, memoryReleaseStore } from "./memory/release-store.ts";
import { memoryRetentionQueries } from "./memory/retention-queries.ts";
import { memoryRetentionStore } from "./memory/retention-store.ts";
import { memoryReviewQueries } from "./memory/review-queries.ts";
import { memoryReviewStore } from "./memory/review-store.ts";
import { memoryScreenshotQueries, memoryScreenshotStore } from "./memory/screenshot-store.ts";
import { type Access, copyState, emptyState, type State } from "./memory/state.ts";
import { memoryStoreSettingsStore } from "./memory/store-settings-store.ts";
import { memoryTrackStore } from "./memory/track-store.ts";
import { memoryTransferStore } from "./memory/transfer-store.ts";
import { memoryTrustStore } from "./memory/trust-store.ts";
import { memoryUploadStore } from "./memory/upload-store.ts";
import { memoryUsageQueries, memoryUsageStore } from "./memory/usage.ts";
import { memoryVersionStore } from "./memory/version-store.ts";
import { memoryWebhookQueries, memoryWebhookStore } from "./memory/webhook-store.ts";

/** A database with what the portal and the worker hear of it. */
export interface ObservedDatabase extends Database {
  changes: ChangeFeed;
  relay: OutboxRelay;
}

function memoryStores(access: Access): Stores {
  return {
    users: memoryUserStore(access),
    sessions: memorySessionStore(access),
    tokens: memoryAccessTokenStore(access),
    accounts: memoryAccountStore(access),
    invitations: memoryInvitationStore(access),
    apps: memoryAppStore(access),
    transfers: memoryTransferStore(access),
    trust: memoryTrustStore(access),
    quotas: memoryQuotaStore(access),
    uploads: memoryUploadStore(access),
    versions: memoryVersionStore(access),
    tracks: memoryTrackStore(access),
    releases: memoryReleaseStore(access),
    deltas: memoryDeltaStore(access),
    downloads: memoryDownloadStore(access),
    logFiles: memoryLogFileStore(access),
    icons: memoryIconStore(access),
    screenshots: memoryScreenshotStore(access),
    objects: memoryObjectLedger(access),
    inventory: memoryInventoryStore(access),
    quarantine: memoryQuarantineStore(access),
    outbox: memoryOutbox(access),
    alerts: memoryAlertStore(access),
    announcements: memoryAnnouncementStore(access),
    notices: memoryNoticeStore(access),
    webhooks: memoryWebhookStore(access),
    audit: memoryAuditLog(access),
    retention: memoryRetentionStore(access),
    reviews: memoryReviewStore(access),
    fileLists: memoryFileListStore(access),
    usage: memoryUsageStore(access),
    catalog: memoryCatalogStore(access),
    costSettings: memoryCostSettingsStore(access),
    storeSettings: memoryStoreSettingsStore(access),
  };
}

/**
 * The store's database in memory, for tests: the same answers as PostgreSQL's, as the conformance suite says.
 *
 * Transactions run one after the other, each on a copy that becomes the state when it succeeds. Writing outside
 * waits for them, so a transaction that awaits a write through the database itself never ends; reading outside
 * sees what has been committed. `clock` is the database's clock, which leases of the outbox and ages of steps go by.
 */
export function createMemoryDatabase({ clock = systemClock }: { clock?: Clock } = {}): ObservedDatabase {
  let committed = emptyState();
  let last: Promise<unknown> = Promise.resolve();
  const listeners = new Set<(changed: State["changed"]) => void>();

  function tellListeners(changed: State["changed"]): void {
    for (const tell of [...listeners]) tell(changed);
  }

  async function exclusively<Result>(work: (state: State) => Result | Promise<Result>): Promise<Result> {
    const turn = last.then(async () => {
      const state = copyState(committed);
      const result = await work(state);
      committed = state;
      // Listeners are told after whoever changed the state has gone on.
      if (state.changed.size > 0) setTimeout(tellListeners, 0, state.changed);
      return result;
    });
    last = turn.catch(() => {});
    return turn;
  }

  function listen(concerns: (changed: State["changed"]) => boolean, tell: () => void): () => void {
    const listener = (changed: State["changed"]) => {
      if (concerns(changed)) tell();
    };
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  const now = () => clock.now().getTime();
  const outside: Access = { inTransaction: false, now, read: () => committed, write: exclusively };
  return {
    ...memoryStores(outside),
    queries: {
      ...memoryQueries(() => committed),
      ...memoryCatalogQueries(() => committed),
      ...memoryScreenshotQueries(() => committed),
      ...memoryAuditQueries(() => committed),
      ...memoryReviewQueries(() => committed),
      ...memoryFileListQueries(() => committed),
      ...memoryJobQueries(() => committed),
      ...memoryAlertQueries(() => committed),
      ...memoryDashboardQueries(() => committed),
      ...memoryPeopleQueries(() => committed),
      ...memoryInventoryQueries(() => committed),
      ...memoryUsageQueries(() => committed),
      ...memoryDownloadQueries(() => committed),
      ...memoryLogFileQueries(() => committed),
      ...memoryReleaseQueries(() => committed),
      ...memoryNoticeQueries(() => committed),
      ...memoryWebhookQueries(() => committed),
      ...memoryRetentionQueries(() => committed, now),
    },
    reconciliation: memoryReconciliation(outside),
    rawDownloads: memoryRawDownloads(outside),
    changes: { subscribe: (topic, tell) => listen((changed) => changed.has(topic), tell) },
    relay: {
      ...memoryOutboxRelay(outside),
      onOutbox: (tell) => listen((changed) => changed.has("outbox"), tell),
    },
    transaction: (work) =>
      exclusively((state) =>
        work(
          memoryStores({
            inTransaction: true,
            now,
            read: () => state,
            write: async (change) => change(state),
          }),
        ),
      ),
  };
}
