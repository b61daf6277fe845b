import type { DownloadSums, LogFile, RebuiltDay, Statistics } from "@mosis/domain";

function presentSums(sums: DownloadSums) {
  const { downloads, firstInstalls, updates, byDevice, byBrowser, byCommandLine } = sums;
  return {
    downloads,
    first_installs: firstInstalls,
    updates,
    unknown: downloads - firstInstalls - updates,
    clients: {
      device: byDevice,
      browser: byBrowser,
      command_line: byCommandLine,
      other: downloads - byDevice - byBrowser - byCommandLine,
    },
    deltas: sums.deltas,
    bytes: sums.bytes,
    saved_bytes: sums.savedBytes,
    failures: sums.failures,
  };
}

export function presentStatistics({ span, unit, total, buckets, versions, countries }: Statistics) {
  return {
    from: span.from,
    to: span.to,
    version_code: span.versionCode,
    unit,
    total: presentSums(total),
    buckets: buckets.map(({ day, ...sums }) => ({ day, ...presentSums(sums) })),
    versions: versions.map(({ versionCode, versionName, downloads, failures }) => ({
      version_code: versionCode,
      version: versionName,
      downloads,
      failures,
    })),
    countries,
  };
}

export function presentLogFile(file: LogFile) {
  return {
    key: file.key,
    etag: file.etag,
    size: file.size,
    status: file.status,
    refusal: file.refusal,
    detail: file.detail,
    lines: file.lines,
    counted: file.counted,
    duplicates: file.duplicates,
    late: file.late,
    unknown: file.unknown,
    passed_over: file.passedOver,
    malformed: file.malformed,
    begun_at: file.begunAt.toISOString(),
    ended_at: file.endedAt?.toISOString() ?? null,
  };
}

export function presentRebuild({ day, downloads, differed, rebuiltAt }: RebuiltDay) {
  return { day, requests: downloads, differed, rebuilt_at: rebuiltAt.toISOString() };
}
