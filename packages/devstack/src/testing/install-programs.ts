import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Where a program may lie, and the Debian package that has it. */
export interface WantedProgram {
  readonly places: readonly string[];
  readonly package: string;
}

/**
 * Gives the paths of programs, and installs those that are missing first, by apt-get where we are root.
 *
 * @param purpose what they are for, as the end of "Programs are missing that …"
 * @throws one sentence with the way out when one is missing and cannot be installed
 */
export function requirePrograms<Name extends string>(
  purpose: string,
  programs: Readonly<Record<Name, WantedProgram>>,
): Record<Name, string> {
  const { found: present, missing } = locate(programs);
  if (missing.length === 0) return present;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    console.log(`Installing ${missing.join(", ")} …`);
    runApt(["update", "-qq"]);
    runApt(["install", "-y", "-qq", "--no-install-recommends", ...missing]);
  }
  const { found, missing: left } = locate(programs);
  if (left.length === 0) return found;
  throw new Error(
    `Programs are missing that ${purpose}: install them with \`apt-get install ${left.join(" ")}\` as root, and start again.`,
  );
}

/** The programs that are there; the Debian packages of those that are not. */
function locate<Name extends string>(
  programs: Readonly<Record<Name, WantedProgram>>,
): { found: Record<Name, string>; missing: string[] } {
  const missing: string[] = [];
  const found = Object.entries<WantedProgram>(programs).map(([name, wanted]) => {
    const place = wanted.places.find((candidate) => existsSync(candidate));
    if (place === undefined) missing.push(wanted.package);
    return [name, place ?? ""];
  });
  return { found: Object.fromEntries(found) as Record<Name, string>, missing };
}

function runApt(args: readonly string[]): void {
  spawnSync("/usr/bin/apt-get", args, {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
}
