import { requirePrograms } from "./install-programs.ts";

/** Archive programs of other people, by their whole paths: other programs of these names may come first on PATH. */
export interface Archivers {
  /** Info-ZIP's `zip` and `unzip`. */
  readonly zip: string;
  readonly unzip: string;
  /** 7-Zip. */
  readonly sevenZip: string;
  readonly python: string;
}

/**
 * Gives the paths of the programs, and installs those that are missing first, by apt-get where we are root.
 *
 * @throws one sentence with the way out when one is missing and cannot be installed
 */
export function requireArchivers(): Archivers {
  return requirePrograms("archives are compared with", {
    zip: { places: ["/usr/bin/zip"], package: "zip" },
    unzip: { places: ["/usr/bin/unzip"], package: "unzip" },
    // Debian's 7zip names it 7zz, some other systems 7z; p7zip's old 7z is not the program that is meant.
    sevenZip: { places: ["/usr/bin/7zz", "/usr/local/bin/7zz"], package: "7zip" },
    python: { places: ["/usr/bin/python3", "/usr/local/bin/python3"], package: "python3" },
  });
}
