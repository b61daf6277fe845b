export { applyDelta, type VerifiedFile } from "./apply-delta.ts";
export { listContents } from "./canonical-contents.ts";
export {
  type ContentFile,
  type ContentList,
  contentListBytes,
  contentsDigest,
  parseContentList,
} from "./content-list.ts";
export { DeltaError, type DeltaErrorCode } from "./delta-error.ts";
export { type DeltaLimits, deltaLimits } from "./delta-limits.ts";
export { type MadeDelta, makeDelta, type NoDelta } from "./make-delta.ts";
export { rebuildPackage } from "./rebuild-package.ts";
