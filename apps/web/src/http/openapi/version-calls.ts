import { VersionParams } from "../inputs.ts";
import { EndInput, PublishInput } from "../release-inputs.ts";
import { EndedVersion, Version } from "./answers.ts";
import type { Call } from "./call.ts";

export const versionCalls: readonly Call[] = [
  {
    at: "GET /api/v1/versions/{versionId}",
    id: "readVersion",
    summary: "Read a version",
    auth: "app.read",
    params: VersionParams,
    answer: [200, Version],
  },
  {
    at: "GET /api/v1/versions/{versionId}/events",
    id: "followVersion",
    summary: "Follow a version until it is checked",
    auth: "app.read",
    params: VersionParams,
    answer: [200, Version],
    contentType: "text/event-stream",
  },
  {
    at: "GET /api/v1/versions/{versionId}/download",
    id: "downloadVersion",
    summary: "Go to its package",
    auth: "app.read",
    params: VersionParams,
    answer: [303, null],
  },
  {
    at: "POST /api/v1/versions/{versionId}/retry",
    id: "retryVersion",
    summary: "Check it again, where the store broke off the check",
    auth: "review.answer",
    params: VersionParams,
    answer: [202, Version],
  },
  {
    at: "POST /api/v1/versions/{versionId}/submit",
    id: "submitVersion",
    summary: "Submit it for review",
    auth: "version.submit",
    params: VersionParams,
    answer: [200, Version],
  },
  {
    at: "POST /api/v1/versions/{versionId}/cancel-review",
    id: "cancelReview",
    summary: "Take it out of review",
    auth: "review.answer",
    params: VersionParams,
    answer: [200, Version],
  },
  {
    at: "POST /api/v1/versions/{versionId}/publish",
    id: "publishVersion",
    summary: "Publish it",
    description: "Releases it to every device on stable as well, unless `release` is `none`.",
    auth: "version.publish",
    params: VersionParams,
    body: PublishInput,
    answer: [200, Version],
  },
  {
    at: "POST /api/v1/versions/{versionId}/withdraw",
    id: "withdrawVersion",
    summary: "Withdraw it: downloads stop, and tracks lead to what lies beneath",
    auth: "version.withdraw",
    params: VersionParams,
    body: EndInput,
    answer: [200, EndedVersion],
  },
  {
    at: "POST /api/v1/versions/{versionId}/remove",
    id: "removeVersion",
    summary: "Take it down, for any app",
    auth: "store.administer",
    params: VersionParams,
    body: EndInput,
    answer: [200, EndedVersion],
  },
];
