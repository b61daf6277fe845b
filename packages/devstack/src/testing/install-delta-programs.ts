import { requirePrograms } from "./install-programs.ts";

/** Programs of other people that make or apply deltas, by their whole paths. */
export interface DeltaPrograms {
  readonly zstd: string;
  readonly xdelta3: string;
  readonly bsdiff: string;
}

/**
 * Gives the paths of the programs, and installs those that are missing first, by apt-get where we are root.
 *
 * @throws one sentence with the way out when one is missing and cannot be installed
 */
export function requireDeltaPrograms(): DeltaPrograms {
  return requirePrograms("deltas are compared with", {
    zstd: { places: ["/usr/bin/zstd", "/usr/local/bin/zstd"], package: "zstd" },
    xdelta3: { places: ["/usr/bin/xdelta3", "/usr/local/bin/xdelta3"], package: "xdelta3" },
    bsdiff: { places: ["/usr/bin/bsdiff", "/usr/local/bin/bsdiff"], package: "bsdiff" },
  });
}
