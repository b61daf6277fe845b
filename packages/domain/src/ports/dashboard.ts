/** What waits, and who is there. */
export interface Standing {
  /** Versions that wait for a decision, or for another look. */
  inReview: number;
  /** Jobs that were given up. */
  failedJobs: number;
  /** Versions whose deletion is announced. */
  announced: number;
  /** Everybody who has signed in. */
  people: number;
}

/** Uploads that ended in a time, but for those called off. */
export interface UploadTimes {
  ended: number;
  /** Of them, those that failed for no fault of their package: as alerts count them. */
  failed: number;
  /** Milliseconds from the arrival of a package to the end of its check; null where none was checked. */
  p50Ms: number | null;
  p95Ms: number | null;
}

/** What devices asked for in a time. */
export interface DownloadTimes {
  requests: number;
  failures: number;
  bytes: number;
  /** Of them, from the edge's cache. */
  cachedBytes: number;
}

/** A time that is cut into steps of equal length from `from` on. */
export interface Steps {
  from: Date;
  stepMs: number;
  until: Date;
}

/** Numbers of the whole store, each from one statement. Callers check the role. */
export interface DashboardQueries {
  countStanding(): Promise<Standing>;
  /** By step, those without any left out; and of the whole time. */
  readUploadTimes(steps: Steps): Promise<{ steps: ({ at: Date } & UploadTimes)[]; whole: UploadTimes }>;
  /** By step, those without any left out. Hours are the finest there is. */
  readDownloadTimes(steps: Steps): Promise<({ at: Date } & DownloadTimes)[]>;
}
