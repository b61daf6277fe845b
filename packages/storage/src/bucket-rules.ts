import { cdnLogsPrefix, deviceEventsPrefix } from "@mosis/domain";
import type { Capabilities } from "./capabilities.ts";

/** Which pages may talk to the bucket, and how. */
export interface CorsRule {
  origins: string[];
  methods: string[];
  /** Request headers, in lower case. */
  headers: string[];
  /** Response headers that pages may read. */
  exposedHeaders: string[];
  /** How long browsers keep the permission. */
  maxAgeSeconds: number;
}

/** What the provider removes by itself. Exactly one of the ages is given, in whole days. */
export interface LifecycleRule {
  id: string;
  /** Start of the keys it is about; empty for all. */
  prefix: string;
  expireAfterDays?: number;
  abortUploadsAfterDays?: number;
  removeHiddenAfterDays?: number;
}

export interface BucketRules {
  cors: CorsRule[];
  lifecycle: LifecycleRule[];
}

/**
 * The rules of the store's bucket, the only place where they are declared.
 *
 * The life cycle is a safety net: what must go on time is deleted by the worker.
 *
 * @param portalOrigin scheme, host and port of the portal, from whose pages packages are uploaded.
 */
export function bucketRules(portalOrigin: string, capabilities: Capabilities): BucketRules {
  return {
    cors: [
      {
        origins: [portalOrigin],
        methods: ["GET", "HEAD", "PUT"],
        // What a presigned PUT asks the browser to send.
        headers: ["content-type", "if-none-match"],
        exposedHeaders: ["ETag"],
        maxAgeSeconds: 3600,
      },
    ],
    lifecycle: [
      { id: "temp-expires", prefix: "temp/", expireAfterDays: 1 },
      // What no worker has read: it is not counted any more after a week.
      { id: "events-expire", prefix: deviceEventsPrefix, expireAfterDays: 30 },
      { id: "cdn-logs-expire", prefix: cdnLogsPrefix, expireAfterDays: 30 },
      { id: "incomplete-uploads-end", prefix: "", abortUploadsAfterDays: 1 },
      ...(capabilities.hidesBeforeDeleting
        ? [{ id: "hidden-versions-go", prefix: "", removeHiddenAfterDays: 1 }]
        : []),
    ],
  };
}

/** What became of one kind of rules, in a sentence for the person at the terminal. */
export interface RuleOutcome {
  ok: boolean;
  sentence: string;
}

/** The kinds of rules as sentences name them. */
export const ruleKinds = { cors: "CORS rules", lifecycle: "lifecycle rules" } as const;
export type RuleKind = keyof typeof ruleKinds;
