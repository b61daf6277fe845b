import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { writePackage } from "@mosis/format/node";
import type { Page } from "@playwright/test";
import { chooseFile, expect } from "./fixtures.ts";
import { samplesFolder } from "./running-product.ts";

const utf8 = new TextEncoder();

export interface SmallPackage {
  packageId: string;
  versionCode?: number;
  /** Names a start page that the package does not have. */
  broken?: boolean;
  /** Bytes of noise inside, which nothing makes smaller. */
  noise?: number;
  /** More files, by path. */
  files?: Readonly<Record<string, string>>;
  /** More for the manifest. */
  manifest?: Readonly<Record<string, unknown>>;
}

/** Writes a package with next to nothing inside to `file`. */
export async function writeSmallPackage(
  file: string,
  { packageId, versionCode = 1, broken = false, noise = 0, files = {}, manifest = {} }: SmallPackage,
): Promise<void> {
  const content = {
    manifest_version: 1,
    id: packageId,
    name: "Small",
    version: `1.0.${versionCode - 1}`,
    version_code: versionCode,
    entry: broken ? "start.html" : "index.html",
    ...manifest,
  };
  await writePackage(
    [
      { path: "manifest.json", bytes: utf8.encode(JSON.stringify(content)) },
      { path: "index.html", bytes: utf8.encode("<!doctype html>\n<title>Small</title>\n") },
      ...Object.entries(files).map(([path, text]) => ({ path, bytes: utf8.encode(text) })),
      ...(noise > 0 ? [{ path: "noise.bin", bytes: randomBytes(noise) }] : []),
    ],
    file,
  );
}

/** Sends a package as a program would, past the checks of the page; gives the id of the version it became. */
export async function sendPackage(page: Page, appId: string, file: string): Promise<string> {
  const bytes = readFileSync(file);
  const started = await page.request.post(`/api/v1/apps/${appId}/uploads`, {
    data: {
      kind: "package",
      file_name: basename(file),
      size: bytes.length,
      sha256: createHash("sha256").update(bytes).digest("hex"),
    },
  });
  const { upload, put } = (await started.json()) as {
    upload: { id: string };
    put: { method: string; url: string; headers: Record<string, string> };
  };
  const sent = await fetch(put.url, { method: put.method, headers: put.headers, body: bytes });
  expect(sent.ok).toBe(true);
  const completed = await page.request.post(`/api/v1/uploads/${upload.id}/complete`, { data: {} });
  return ((await completed.json()) as { version: { id: string } }).version.id;
}

/**
 * Sends a package, submits the version it became, and has it approved; gives its id.
 * @param people whose app it is, on their page, and a reviewer on theirs
 */
export async function sendApproved(
  people: { page: Page; reviewer: Page },
  appId: string,
  file: string,
): Promise<string> {
  const { page, reviewer } = people;
  const id = await sendPackage(page, appId, file);
  const read = async () => (await (await page.request.get(`/api/v1/versions/${id}`)).json()).status;
  await expect.poll(read, { timeout: 60_000 }).toBe("draft");
  expect((await page.request.post(`/api/v1/versions/${id}/submit`, { data: {} })).status()).toBe(200);
  const decision = { verdict: "approved", reason: "" };
  const decided = await reviewer.request.post(`/api/v1/versions/${id}/decision`, { data: decision });
  expect(decided.status()).toBe(200);
  return id;
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
