import { beforeAll, describe } from "vitest";
import { describeAccessTokens } from "./conformance/access-tokens.ts";
import { describeAccounts } from "./conformance/accounts.ts";
import { describeAlerts } from "./conformance/alerts.ts";
import { describeApps } from "./conformance/apps.ts";
import { describeAudit } from "./conformance/audit.ts";
import { describeCatalog } from "./conformance/catalog.ts";
import { describeDashboard } from "./conformance/dashboard.ts";
import { describeDeltas } from "./conformance/deltas.ts";
import { describeDeveloperQueries } from "./conformance/developer-queries.ts";
import { describeDownloads } from "./conformance/downloads.ts";
import { describeFileLists } from "./conformance/file-lists.ts";
import { describeInventory } from "./conformance/inventory.ts";
import { describeLogFiles } from "./conformance/log-files.ts";
import { describeNotices } from "./conformance/notices.ts";
import { describeObjectLedger } from "./conformance/object-ledger.ts";
import { describeOutbox } from "./conformance/outbox.ts";
import { describePublicQueries } from "./conformance/public-queries.ts";
import { describeReleases } from "./conformance/releases.ts";
import { describeReviews } from "./conformance/reviews.ts";
import { describeRunsAndReconciliation } from "./conformance/runs-and-reconciliation.ts";
import { describeScreenshots } from "./conformance/screenshots.ts";
import { describeTeams } from "./conformance/teams.ts";
import { describeTokenReach } from "./conformance/token-reach.ts";
import { describeTransactions } from "./conformance/transactions.ts";
import { describeTransfersAndTrust } from "./conformance/transfers-and-trust.ts";
import { describeUploadsAndIcons } from "./conformance/uploads-and-icons.ts";
import { describeUploadsInParts } from "./conformance/uploads-in-parts.ts";
import { describeUsage } from "./conformance/usage.ts";
import { describeVersions } from "./conformance/versions.ts";
import { describeWebhooks } from "./conformance/webhooks.ts";
import type { ObservedDatabase } from "./memory-database.ts";

/** What every database must do, in memory and real. The suite shares the one database that is made. */
export function describeDatabase(
  name: string,
  makeDatabase: () => ObservedDatabase | Promise<ObservedDatabase>,
): void {
  describe(`${name} as the store's database`, () => {
    let made: ObservedDatabase | undefined;
    beforeAll(async () => {
      made = await makeDatabase();
    });
    const database = (): ObservedDatabase => {
      if (!made) throw new Error("the database has not been made yet");
      return made;
    };
    describeAccounts(database);
    describeAccessTokens(database);
    describeAlerts(database);
    describeApps(database);
    describeUploadsAndIcons(database);
    describeScreenshots(database);
    describeUploadsInParts(database);
    describeAudit(database);
    describeVersions(database);
    describeReleases(database);
    describeDeltas(database);
    describeDownloads(database);
    describeDashboard(database);
    describeLogFiles(database);
    describeObjectLedger(database);
    describeTransactions(database);
    describeOutbox(database);
    describeDeveloperQueries(database);
    describePublicQueries(database);
    describeCatalog(database);
    describeDashboard(database);
    describeRunsAndReconciliation(database);
    describeInventory(database);
    describeUsage(database);
    describeReviews(database);
    describeFileLists(database);
    describeTeams(database);
    describeTransfersAndTrust(database);
    describeNotices(database);
    describeWebhooks(database);
    describeTokenReach(database);
  });
}
