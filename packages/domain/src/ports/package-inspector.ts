import type { Manifest } from "@mosis/format";
import type { ListedFile } from "../file-change.ts";
import type { Version, VersionFinding } from "../version.ts";

/** Judges a stored package apart from the process that asks, so that a hostile one can harm nothing. */
export interface PackageInspector {
  /**
   * Reads the object once, at the given entity tag, hashes and inspects exactly those bytes.
   * A crash, a hang or running out of memory is a finding in the result.
   * @throws DomainError `object_missing`, `object_changed`, `service_unavailable`.
   */
  inspect(object: InspectedObject): Promise<InspectedPackage>;
}

export interface InspectedObject {
  key: string;
  etag: string;
  /** Bytes; more than this is never read. */
  size: number;
  /** Called once, between reading and inspecting. */
  onInspecting?: () => Promise<void>;
  signal?: AbortSignal;
}

export interface InspectedPackage {
  /** Of the bytes that were inspected, lower-case hex. */
  sha256: string;
  manifest: Manifest | null;
  contents: Version["contents"];
  /** All of its files where nothing found is an error; those that could be read else. */
  files: readonly ListedFile[];
  findings: readonly VersionFinding[];
}
