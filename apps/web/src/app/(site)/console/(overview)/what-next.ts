import type { VersionStatus } from "@mosis/domain";

/** What a status means for the developer, in a few words. */
export const whatNext = {
  validating: "Being checked",
  failed: "See what to mend",
  draft: "Ready to be submitted",
  in_review: "Waiting for a reviewer",
  approved: "Ready to be published",
  rejected: "Read why",
  published: "Devices get it",
  withdrawn: "Taken back",
  removed: "Taken down by the store",
} as const satisfies Record<VersionStatus, string>;
