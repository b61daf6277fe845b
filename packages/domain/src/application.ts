import type { Ports } from "./ports/ports.ts";
import { createToken, listTokens, resolveToken, revokeToken } from "./use-cases/access-tokens.ts";
import {
  createAccount,
  findAccountWithApp,
  listAccounts,
  renameAccount,
  switchAccount,
} from "./use-cases/accounts.ts";
import { changeAlertLimits, listAlerts } from "./use-cases/alerts.ts";
import { approveRepairs } from "./use-cases/approve-repairs.ts";
import {
  cancelRelease,
  finishRelease,
  pauseRelease,
  raiseRelease,
  resumeRelease,
  rollBackRelease,
} from "./use-cases/change-release.ts";
import { changeReleaseNotes } from "./use-cases/change-release-notes.ts";
import { claimReview, releaseReview } from "./use-cases/claim-review.ts";
import { completeUpload } from "./use-cases/complete-upload.ts";
import { changeCostSettings } from "./use-cases/cost-settings.ts";
import { createApp } from "./use-cases/create-app.ts";
import { abortUpload } from "./use-cases/end-upload.ts";
import { removeVersion, withdrawVersion } from "./use-cases/end-version.ts";
import { exchangeIdentity } from "./use-cases/exchange-identity.ts";
import { discardJob, listFailedJobs, retryJob } from "./use-cases/failed-jobs.ts";
import {
  acceptInvitation,
  declineInvitation,
  invite,
  listInvitations,
  readInvitation,
  resendInvitation,
  revokeInvitation,
} from "./use-cases/invitations.ts";
import { changeMemberRole, leaveAccount, readTeam, removeMember } from "./use-cases/members.ts";
import {
  chooseNotices,
  listNotices,
  markNoticesRead,
  readBell,
  readNoticeChoices,
} from "./use-cases/notices.ts";
import { changePlatformRole, listPeople } from "./use-cases/people.ts";
import { publishVersion } from "./use-cases/publish-version.ts";
import { deleteQuarantined, putBack } from "./use-cases/quarantine.ts";
import { readAdminOverview } from "./use-cases/read-admin-overview.ts";
import {
  getIcon,
  getOwnApp,
  getOwnAppByPackageId,
  getPackageDownload,
  getVersion,
} from "./use-cases/read-apps.ts";
import { exportAudit, listAccountAudit, listAudit } from "./use-cases/read-audit.ts";
import { readDashboard } from "./use-cases/read-dashboard.ts";
import {
  exportFindings,
  getInventoryRun,
  listFindings,
  listInventoryRuns,
  listQuarantine,
} from "./use-cases/read-inventory.ts";
import { compareVersionFiles, readPackageFile, readPackagePicture } from "./use-cases/read-package-file.ts";
import {
  getRelease,
  listReleasable,
  listReleases,
  listTrackDevices,
  listTracks,
} from "./use-cases/read-releases.ts";
import {
  forecastRetention,
  getRetained,
  getSweepRun,
  listForecastApps,
  listHolds,
  listOverrides,
  listRetained,
  listSweepRuns,
} from "./use-cases/read-retention.ts";
import { readReview, readReviewPulse, readReviewStatus } from "./use-cases/read-review.ts";
import {
  exportCountryDays,
  exportVersionDays,
  listRecentDownloads,
  readDownloadSources,
  readStatistics,
} from "./use-cases/read-statistics.ts";
import { getUpload } from "./use-cases/read-uploads.ts";
import { listStoreDays, readCost, readDeveloperDays, readStorage } from "./use-cases/read-usage.ts";
import {
  approveSweep,
  changeRetentionPolicy,
  getRetentionPolicy,
  liftHold,
  placeHold,
  postponeDeletion,
  removeRetentionOverride,
  setRetentionOverride,
} from "./use-cases/retention.ts";
import { retryValidation } from "./use-cases/retry-validation.ts";
import {
  changeReviewPolicy,
  getReviewPolicy,
  previewReviewPolicy,
  trustAccount,
} from "./use-cases/review-policy.ts";
import { finishLook, requestChanges, reviewVersion } from "./use-cases/review-version.ts";
import {
  arrangeScreenshots,
  deleteScreenshot,
  describeScreenshot,
  getScreenshot,
  listOwnScreenshots,
} from "./use-cases/screenshots.ts";
import { listSessions, resolveSession, revokeSession } from "./use-cases/sessions.ts";
import { signIn } from "./use-cases/sign-in.ts";
import { signParts } from "./use-cases/sign-parts.ts";
import { startRelease, startReleases } from "./use-cases/start-releases.ts";
import { startUpload } from "./use-cases/start-upload.ts";
import { changeStoreSettings, readStoreSettings } from "./use-cases/store-settings.ts";
import { cancelReview, submitVersion } from "./use-cases/submit-version.ts";
import { startInventory } from "./use-cases/take-inventory.ts";
import { addTrack, addTrackDevices, removeTrack, removeTrackDevice } from "./use-cases/tracks.ts";
import { acceptOffer, callOffOffer, getOffer, offerApp, readOffer } from "./use-cases/transfers.ts";
import {
  addTrustedPublisher,
  getProvenance,
  listTrustedPublishers,
  removeTrustedPublisher,
} from "./use-cases/trusted-publishers.ts";
import { unsubscribe } from "./use-cases/unsubscribe.ts";
import { updateApp } from "./use-cases/update-app.ts";
import {
  changeWebhook,
  createWebhook,
  deleteWebhook,
  getWebhook,
  listDeliveries,
  listWebhooks,
  pingWebhook,
  resendDelivery,
  rotateWebhookSecret,
} from "./use-cases/webhooks.ts";
import { answerReview, commentOnReview } from "./use-cases/write-in-review.ts";

const useCases = {
  signIn,
  resolveSession,
  listSessions,
  revokeSession,
  createToken,
  listTokens,
  revokeToken,
  resolveToken,
  listAccounts,
  switchAccount,
  createAccount,
  renameAccount,
  findAccountWithApp,
  readTeam,
  changeMemberRole,
  removeMember,
  leaveAccount,
  invite,
  listInvitations,
  resendInvitation,
  revokeInvitation,
  readInvitation,
  acceptInvitation,
  declineInvitation,
  offerApp,
  getOffer,
  callOffOffer,
  readOffer,
  acceptOffer,
  addTrustedPublisher,
  listTrustedPublishers,
  removeTrustedPublisher,
  getProvenance,
  exchangeIdentity,
  createApp,
  updateApp,
  getOwnApp,
  getOwnAppByPackageId,
  startUpload,
  getUpload,
  signParts,
  completeUpload,
  abortUpload,
  getVersion,
  getIcon,
  getScreenshot,
  listOwnScreenshots,
  describeScreenshot,
  arrangeScreenshots,
  deleteScreenshot,
  getPackageDownload,
  readStatistics,
  exportVersionDays,
  exportCountryDays,
  listRecentDownloads,
  readDownloadSources,
  changeReleaseNotes,
  submitVersion,
  cancelReview,
  reviewVersion,
  requestChanges,
  finishLook,
  claimReview,
  releaseReview,
  commentOnReview,
  answerReview,
  readReview,
  readReviewStatus,
  readReviewPulse,
  compareVersionFiles,
  readPackageFile,
  readPackagePicture,
  getReviewPolicy,
  changeReviewPolicy,
  previewReviewPolicy,
  trustAccount,
  publishVersion,
  withdrawVersion,
  removeVersion,
  listTracks,
  addTrack,
  removeTrack,
  listTrackDevices,
  addTrackDevices,
  removeTrackDevice,
  listReleasable,
  listReleases,
  getRelease,
  startRelease,
  startReleases,
  raiseRelease,
  pauseRelease,
  resumeRelease,
  finishRelease,
  rollBackRelease,
  cancelRelease,
  retryValidation,
  listFailedJobs,
  retryJob,
  discardJob,
  getRetentionPolicy,
  changeRetentionPolicy,
  setRetentionOverride,
  removeRetentionOverride,
  placeHold,
  liftHold,
  postponeDeletion,
  approveSweep,
  forecastRetention,
  getRetained,
  getSweepRun,
  listForecastApps,
  listHolds,
  listOverrides,
  listRetained,
  listSweepRuns,
  startInventory,
  listInventoryRuns,
  getInventoryRun,
  listFindings,
  exportFindings,
  approveRepairs,
  listQuarantine,
  putBack,
  deleteQuarantined,
  listPeople,
  changePlatformRole,
  listAlerts,
  changeAlertLimits,
  readAdminOverview,
  readDashboard,
  readStorage,
  readCost,
  listStoreDays,
  readDeveloperDays,
  changeCostSettings,
  readStoreSettings,
  changeStoreSettings,
  listAudit,
  listAccountAudit,
  exportAudit,
  listNotices,
  readBell,
  markNoticesRead,
  readNoticeChoices,
  chooseNotices,
  unsubscribe,
  createWebhook,
  listWebhooks,
  getWebhook,
  changeWebhook,
  rotateWebhookSecret,
  deleteWebhook,
  pingWebhook,
  listDeliveries,
  resendDelivery,
} as const;

type UseCases = typeof useCases;

/** What people and their programs can do, each use case bound to this process's adapters. */
export type Application = {
  readonly [Name in keyof UseCases]: UseCases[Name] extends (ports: Ports, input: infer Input) => infer Result
    ? (input: Input) => Result
    : never;
};

export function createApplication(ports: Ports): Application {
  return Object.fromEntries(
    Object.entries(useCases).map(([name, run]) => [
      name,
      (input: never) => (run as (ports: Ports, input: never) => unknown)(ports, input),
    ]),
  ) as unknown as Application;
}
