/** What can be wrong with what a delta is made of or applied to; each is a reason to download the whole package. */
export type DeltaErrorCode =
  /** The package is no archive, is beyond the limits of the format, or its data is damaged. */
  | "package_unreadable"
  /** The contents are larger than deltas are made for or applied to. */
  | "contents_too_large"
  /** The list of contents is not one, or not in its canonical form. */
  | "contents_invalid"
  /** The base is not the one the delta was made from. */
  | "delta_base_mismatch"
  /** The delta is not one frame of the announced size, or cannot be decoded. */
  | "delta_corrupt"
  /** What came out is not what the list of contents says. */
  | "contents_mismatch";

const sentences: Record<DeltaErrorCode, string> = {
  package_unreadable: "The package cannot be read.",
  contents_too_large: "The package's contents are too large for a delta.",
  contents_invalid: "The list of contents is not valid.",
  delta_base_mismatch: "The delta was made from another version.",
  delta_corrupt: "The delta is damaged.",
  contents_mismatch: "What the delta gives is not what the list of contents says.",
};

export class DeltaError extends Error {
  readonly code: DeltaErrorCode;
  /** The file it is about, when there is one. */
  readonly path: string | null;

  constructor(code: DeltaErrorCode, options: { path?: string; cause?: unknown } = {}) {
    super(sentences[code], "cause" in options ? { cause: options.cause } : undefined);
    this.name = "DeltaError";
    this.code = code;
    this.path = options.path ?? null;
  }
}
