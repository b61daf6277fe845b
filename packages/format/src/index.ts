export type { Codec, Sha256Stream } from "./codec.ts";
export { crc32 } from "./crc32.ts";
export { pathProblem } from "./entry-path.ts";
export { catalogue as findingCatalogue, type FindingCode } from "./finding-codes.ts";
export type { Finding } from "./findings.ts";
export { checkPng, type IconPolicy, iconPolicy, type PngCheck, type PngProblem } from "./icon.ts";
export { inspectPackage } from "./inspect-package.ts";
export type { Inspection, InspectOptions, PackageFile } from "./inspection.ts";
export { defaultLimits, type Limits } from "./limits.ts";
export {
  type Manifest,
  manifestJsonSchema,
  manifestPath,
  manifestSchema,
  PackageId,
  SemanticVersion,
  VersionCode,
} from "./manifest.ts";
export { type OpenPackage, openPackage } from "./open-package.ts";
export { type PackFile, packPackage } from "./pack-package.ts";
export { type Permission, permissionIds, permissions } from "./permissions.ts";
export { readPackageFile } from "./read-package-file.ts";
export { type ByteSource, blobSource, bytesSource } from "./source.ts";
export { webCodec } from "./web-codec.ts";
