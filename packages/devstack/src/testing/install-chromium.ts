import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chromium } from "@playwright/test";

/** Where distributions put the browser; Playwright's own download is looked for last. */
const systemPaths = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Path of a Chromium on this machine, or null. */
export function findChromium(): string | null {
  return [...systemPaths, chromium.executablePath()].find((path) => existsSync(path)) ?? null;
}

/**
 * Flags for a browser that tests drive: no sandbox for root, who cannot have one, and no calls home.
 */
export function chromiumFlags(): string[] {
  const flags = [
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ];
  return process.getuid?.() === 0 ? ["--no-sandbox", ...flags] : flags;
}

/**
 * Gives the path of a Chromium, and installs one first when there is none: Debian's package where apt-get may be
 * used, Playwright's download elsewhere. What the installers print goes to this process's output.
 *
 * @throws one sentence with the way out when neither works
 */
export function requireChromium(): string {
  const present = findChromium();
  if (present !== null) return present;
  console.log("Installing Chromium for the browser journeys …");
  const asRoot = process.getuid?.() === 0;
  if (asRoot && existsSync("/usr/bin/apt-get")) {
    run("apt-get", ["update", "-qq"]);
    run("env", [
      "DEBIAN_FRONTEND=noninteractive",
      "apt-get",
      "install",
      "-y",
      "-qq",
      "--no-install-recommends",
      "chromium",
    ]);
  } else {
    run("npx", ["playwright", "install", "chromium"]);
  }
  const installed = findChromium();
  if (installed === null) {
    throw new Error(
      "Chromium is missing and could not be installed: install it with `apt-get install chromium` as root, or with `npx playwright install chromium`, and start again.",
    );
  }
  return installed;
}

function run(command: string, args: string[]): void {
  spawnSync(command, args, { stdio: ["ignore", "ignore", "inherit"] });
}
