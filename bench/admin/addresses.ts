import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "@mosis/devstack";

/** A page that asks the database for nothing but who is signed in. */
export const barePage = "/console/apps/new";

const app = join(repositoryRoot, "apps/web/src/app");

/** What lists and charts are asked for beside their address alone. */
const asked: Record<string, readonly string[]> = {
  "/admin/storage": ["?days=365", "?sort=name&page=20", "?search=labs"],
  "/admin/cost": ["?sort=egress"],
  "/api/v1/admin/storage": ["?days=365"],
};

/** Every page and read for admins that has an address without an id; downloads of whole tables are no pages. */
export const adminAddresses: readonly string[] = [
  ...globSync("(site)/admin/**/page.tsx", { cwd: app }).map((file) => addressOf(file)),
  ...globSync("api/v1/admin/**/route.ts", { cwd: app })
    .filter((file) => /^export const GET\b/m.test(readFileSync(join(app, file), "utf8")))
    .map((file) => addressOf(file)),
]
  .filter((address) => !/\[|\.csv$/.test(address))
  .sort()
  .flatMap((address) => [address, ...(asked[address] ?? []).map((query) => address + query)]);

function addressOf(file: string): string {
  return `/${file}`.replaceAll(/\/\([^)]+\)/g, "").replace(/\/(?:page\.tsx|route\.ts)$/, "");
}
