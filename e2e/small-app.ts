import { readFileSync } from "node:fs";
import { join } from "node:path";
import { writePackage } from "@mosis/format/node";
import type { Page } from "@playwright/test";
import { chooseFile, expect } from "./fixtures.ts";
import { samplesFolder } from "./running-product.ts";

const utf8 = new TextEncoder();

/** Writes a tiny package to `file`; a broken one names a start page that it does not have, and `data` makes it large. */
export async function writeSmallPackage(
  file: string,
  {
    packageId,
    versionCode = 1,
    broken = false,
    title = "Small",
    data,
  }: { packageId: string; versionCode?: number; broken?: boolean; title?: string; data?: Uint8Array },
): Promise<void> {
  const manifest = {
    manifest_version: 1,
    id: packageId,
    name: "Small",
    version: `1.0.${versionCode - 1}`,
    version_code: versionCode,
    entry: broken ? "start.html" : "index.html",
  };
  await writePackage(
    [
      { path: "manifest.json", bytes: utf8.encode(JSON.stringify(manifest)) },
      { path: "index.html", bytes: utf8.encode(`<!doctype html>\n<title>${title}</title>\n`) },
      ...(data ? [{ path: "data.bin", bytes: data }] : []),
    ],
    file,
  );
}

/** Creates an app with a complete listing for whoever is signed in on the page; gives its id. */
export async function createApp(page: Page, packageId: string, name: string): Promise<string> {
  const answer = await page.request.post("/api/v1/apps", {
    data: { package_id: packageId, name, summary: "Small", description: "Small", category: "utilities" },
  });
  const { id } = (await answer.json()) as { id: string };
  await page.goto(`/console/apps/${packageId}/listing`);
  const icon = {
    name: "icon.png",
    mimeType: "image/png",
    buffer: readFileSync(join(samplesFolder, "monaco.png")),
  };
  await chooseFile(page, "Icon file", icon, () =>
    expect(page.getByText("The new icon is in place.")).toBeVisible(),
  );
  return id;
}
