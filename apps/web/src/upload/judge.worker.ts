import { storeFindings, type VersionFinding } from "@mosis/domain";
import {
  type ByteSource,
  blobSource,
  defaultLimits,
  inspectPackage,
  type Manifest,
  readPackageFile,
  webCodec,
} from "@mosis/format";
import { hashingSource } from "./hashing-source.ts";

/** What a package must fit. */
export interface TargetApp {
  packageId: string;
  /** A version code that is known to be taken, the greatest one; 0 when none is known. */
  takenCode: number;
}

/** What the browser finds out about a package before it is sent: the verdict of the store's own code. */
export interface Judgement {
  /** Errors, then warnings. */
  findings: readonly VersionFinding[];
  manifest: Manifest | null;
  files: number;
  /** Bytes of all files, unpacked. */
  unpackedBytes: number;
  /** The package's icon, a PNG. */
  icon: Blob | null;
}

/** The file to read. Without an app it is only hashed. */
export interface JudgeRequest {
  file: Blob;
  app: TargetApp | null;
}

/** What the worker says while it reads: bytes done, then the outcome. */
export type JudgeMessage =
  | { type: "progress"; bytes: number }
  | { type: "done"; sha256: string; judgement: Judgement | null }
  | { type: "failed"; unreadable: boolean };

const scope = self as unknown as {
  postMessage(message: JudgeMessage): void;
  onmessage: ((event: MessageEvent<JudgeRequest>) => void) | null;
};

scope.onmessage = async ({ data: { file, app } }) => {
  try {
    const source = hashingSource(blobSource(file), webCodec);
    const judgement = app && (await judge(source, app));
    const sha256 = await source.digest(app ? undefined : tell);
    scope.postMessage({ type: "done", sha256, judgement });
  } catch (error) {
    // What Blob.arrayBuffer() rejects with (File API, section 6), and what a source says of a file cut meanwhile.
    const unreadable = error instanceof DOMException || error instanceof RangeError;
    scope.postMessage({ type: "failed", unreadable });
  }
};

function tell(bytes: number): void {
  scope.postMessage({ type: "progress", bytes });
}

async function judge(source: ByteSource, app: TargetApp): Promise<Judgement> {
  const { manifest, findings, totals } = await inspectPackage({
    source,
    codec: webCodec,
    onProgress: ({ bytes }) => tell(bytes),
  });
  const all = [...findings, ...(manifest ? judgeFit(manifest, app) : [])];
  const icon =
    manifest?.icon &&
    (await readPackageFile({ source, codec: webCodec }, manifest.icon, defaultLimits.iconBytes));
  return {
    findings: all.toSorted((a, b) => Number(b.severity === "error") - Number(a.severity === "error")),
    manifest,
    files: totals.files,
    unpackedBytes: totals.uncompressedBytes,
    icon: icon ? new Blob([new Uint8Array(icon)], { type: "image/png" }) : null,
  };
}

/** How the package fits its app, in the store's own words: nobody should send it to the wrong one. */
function judgeFit(manifest: Manifest, { packageId, takenCode }: TargetApp): VersionFinding[] {
  return [
    ...(manifest.id === packageId ? [] : [storeFindings.packageIdMismatch({ packageId }, manifest)]),
    ...(manifest.version_code > takenCode ? [] : [storeFindings.versionCodeNotGreater(manifest, takenCode)]),
  ];
}
