import type { Database } from "@mosis/domain";
import type { PrismaClient } from "./generated/client.ts";
import { alertQueries } from "./queries/alerts.ts";
import { listApps, listOwnAppNames } from "./queries/app-list.ts";
import { listAttention } from "./queries/attention.ts";
import { auditQueries } from "./queries/audit.ts";
import { catalogQueries } from "./queries/catalog.ts";
import { dashboardQueries } from "./queries/dashboard.ts";
import { downloadQueries } from "./queries/downloads.ts";
import { countJobs, listFailedJobs } from "./queries/failed-jobs.ts";
import { fileListQueries } from "./queries/file-changes.ts";
import { listHalted } from "./queries/halted.ts";
import { listHistory } from "./queries/history.ts";
import { inventoryQueries } from "./queries/inventory.ts";
import { logFileQueries } from "./queries/log-files.ts";
import { noticeQueries } from "./queries/notices.ts";
import { listOpenUploads } from "./queries/open-uploads.ts";
import { listPeople } from "./queries/people.ts";
import { releaseQueries } from "./queries/releases.ts";
import { retentionQueries } from "./queries/retention.ts";
import { reviewQueries } from "./queries/reviews.ts";
import { screenshotQueries } from "./queries/screenshots.ts";
import { usageQueries } from "./queries/usage.ts";
import { listVersions } from "./queries/version-list.ts";
import { webhookQueries } from "./queries/webhooks.ts";

export function createQueries(prisma: PrismaClient): Database["queries"] {
  return {
    listApps: listApps(prisma),
    listOwnAppNames: listOwnAppNames(prisma),
    listVersions: listVersions(prisma),
    listOpenUploads: listOpenUploads(prisma),
    listAttention: listAttention(prisma),
    listHalted: listHalted(prisma),
    listHistory: listHistory(prisma),
    listFailedJobs: listFailedJobs(prisma),
    countJobs: countJobs(prisma),
    listPeople: listPeople(prisma),
    ...alertQueries(prisma),
    ...dashboardQueries(prisma),
    ...auditQueries(prisma),
    ...catalogQueries(prisma),
    ...screenshotQueries(prisma),
    ...inventoryQueries(prisma),
    ...usageQueries(prisma),
    ...downloadQueries(prisma),
    ...logFileQueries(prisma),
    ...releaseQueries(prisma),
    ...retentionQueries(prisma),
    ...noticeQueries(prisma),
    ...webhookQueries(prisma),
    ...reviewQueries(prisma),
    ...fileListQueries(prisma),
  };
}
