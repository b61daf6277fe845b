import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Archive programs of other people, by their whole paths: other programs of these names may come first on PATH. */
export interface Archivers {
  /** Info-ZIP's `zip` and `unzip`. */
  readonly zip: string;
  readonly unzip: string;
  /** 7-Zip. */
  readonly sevenZip: string;
  readonly python: string;
}

/** Where a program may lie, and the Debian package that has it. */
const programs = {
  zip: { places: ["/usr/bin/zip"], package: "zip" },
  unzip: { places: ["/usr/bin/unzip"], package: "unzip" },
  // Debian's 7zip names it 7zz, some other systems 7z; p7zip's old 7z is not the program that is meant.
  sevenZip: { places: ["/usr/bin/7zz", "/usr/local/bin/7zz"], package: "7zip" },
  python: { places: ["/usr/bin/python3", "/usr/local/bin/python3"], package: "python3" },
} as const;

/**
 * Gives the paths of the programs, and installs those that are missing first, by apt-get where we are root.
 *
 * @throws one sentence with the way out when one is missing and cannot be installed
 */
export function requireArchivers(): Archivers {
  const { archivers: present, missing } = locate();
  if (present !== null) return present;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    console.log(`Installing ${missing.join(", ")} …`);
    runApt(["update", "-qq"]);
    runApt(["install", "-y", "-qq", "--no-install-recommends", ...missing]);
  }
  const { archivers, missing: left } = locate();
  if (archivers !== null) return archivers;
  throw new Error(
    `Programs are missing that archives are compared with: install them with \`apt-get install ${left.join(" ")}\` as root, and start again.`,
  );
}

/** The programs when all are there; the Debian packages of those that are not. */
function locate(): { archivers: Archivers | null; missing: string[] } {
  const missing: string[] = [];
  const find = (name: keyof typeof programs): string => {
    const found = programs[name].places.find((place) => existsSync(place));
    if (found === undefined) missing.push(programs[name].package);
    return found ?? "";
  };
  const archivers = {
    zip: find("zip"),
    unzip: find("unzip"),
    sevenZip: find("sevenZip"),
    python: find("python"),
  };
  return { archivers: missing.length === 0 ? archivers : null, missing };
}

function runApt(args: readonly string[]): void {
  spawnSync("/usr/bin/apt-get", args, {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
}
