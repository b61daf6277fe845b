import { cpSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "@mosis/devstack";

/**
 * The built portal once more, with its proxy cut out of the build: what a request meets that got past it. Nothing of
 * the product knows of this; Next starts the proxy for the addresses that this one file of a build lists.
 */
export function copyPortalWithoutProxy(folder: string): void {
  const built = join(repositoryRoot, "apps/web");
  cpSync(join(built, ".next"), join(folder, ".next"), {
    recursive: true,
    filter: (file) => !file.startsWith(join(built, ".next/cache")),
  });
  for (const name of ["package.json", "next.config.ts"]) cpSync(join(built, name), join(folder, name));
  // What a build leaves outside of itself is found from where it was made.
  symlinkSync(join(repositoryRoot, "node_modules"), join(folder, "node_modules"));
  const manifest = join(folder, ".next/server/functions-config-manifest.json");
  const config = JSON.parse(readFileSync(manifest, "utf8")) as { functions: Record<string, unknown> };
  if (!config.functions["/_middleware"]) throw new Error("This build lists no proxy: nothing was cut out.");
  delete config.functions["/_middleware"];
  writeFileSync(manifest, JSON.stringify(config));
}
