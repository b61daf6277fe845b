import type { Codec } from "./codec.ts";
import type { FindingCode } from "./finding-codes.ts";
import type { Finding } from "./findings.ts";
import type { Limits } from "./limits.ts";
import type { Manifest } from "./manifest.ts";
import type { ByteSource } from "./source.ts";

/** One file of a package, as devices will see it. Sizes are bytes. */
export interface PackageFile {
  readonly path: string;
  readonly size: number;
  readonly compressedSize: number;
  /** Lower-case hex, of the unpacked bytes. */
  readonly sha256: string;
  /** Where its data begins in the package. */
  readonly dataOffset: number;
  /** Whether its data is a raw deflate stream; else it lies there as it is. */
  readonly isDeflated: boolean;
}

/** What an inspection tells; plain data, the same in every runtime. */
export interface Inspection {
  /** True when no finding is an error. */
  readonly ok: boolean;
  /** The manifest, when it could be read and is valid; also when the rest of the package is not. */
  readonly manifest: Manifest | null;
  /** The files whose bytes were read and agree with the archive, sorted by path (code units); all of them when `ok`. */
  readonly files: readonly PackageFile[];
  /** Sums over `files`. */
  readonly totals: {
    readonly files: number;
    readonly compressedBytes: number;
    readonly uncompressedBytes: number;
  };
  /** Errors, then warnings. */
  readonly findings: readonly Finding[];
  /** What the rules on trial would have said; they have no effect on `ok`. */
  readonly observed: readonly Finding[];
}

export interface InspectOptions {
  readonly source: ByteSource;
  readonly codec: Codec;
  /** Limits that differ from `defaultLimits`. */
  readonly limits?: Partial<Limits>;
  /** Rules on trial: their findings go to `observed`. Rules of the archive's framing cannot be on trial. */
  readonly observe?: readonly FindingCode[];
  /** Ends the inspection early; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called now and then with how much of the package has been read, in bytes. */
  readonly onProgress?: (progress: { readonly bytes: number; readonly totalBytes: number }) => void;
}
