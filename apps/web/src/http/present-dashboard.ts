import type { Dashboard, DownloadTimes, UploadTimes } from "@mosis/domain";

const presentUploads = ({ ended, failed, p50Ms, p95Ms }: UploadTimes) => ({
  ended,
  failed,
  check_p50_ms: p50Ms,
  check_p95_ms: p95Ms,
});

const presentDownloads = ({ requests, failures, bytes, cachedBytes }: DownloadTimes) => ({
  requests,
  failures,
  bytes,
  cached_bytes: cachedBytes,
});

export function presentDashboard({ uploads, downloads, budget, ...dashboard }: Dashboard) {
  return {
    at: dashboard.at.toISOString(),
    span: dashboard.span,
    uploads: {
      ...presentUploads(uploads.whole),
      steps: uploads.steps.map((step) => ({ at: step.at.toISOString(), ...presentUploads(step) })),
    },
    downloads: {
      ...presentDownloads(downloads.whole),
      steps: downloads.steps.map((step) => ({ at: step.at.toISOString(), ...presentDownloads(step) })),
    },
    queues: dashboard.queues.map(({ queue, waiting, handedOver, oldestSeconds }) => ({
      queue,
      waiting,
      handed_over: handedOver,
      oldest_seconds: oldestSeconds,
    })),
    failed_jobs: dashboard.failedJobs,
    stored_bytes: dashboard.storedBytes,
    budget: budget && { estimate: budget.estimate, budget: budget.budget },
    firing: dashboard.firing.map(({ name, since, value }) => ({
      alert: name,
      since: since.toISOString(),
      value,
    })),
  };
}
