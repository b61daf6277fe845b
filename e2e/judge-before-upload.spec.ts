import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { choosePackage, expect, signInAs, test } from "./fixtures.ts";
import { createApp, writeSmallPackage } from "./small-app.ts";

test("errors stop a package before it is sent, and say how to mend it", async ({ page }, info) => {
  const packageId = "com.example.judged";
  const broken = info.outputPath("broken.mosis");
  const elsewhere = info.outputPath("elsewhere.mosis");
  await writeSmallPackage(broken, { packageId, broken: true });
  await writeSmallPackage(elsewhere, { packageId: "com.example.elsewhere" });
  await signInAs(page, "Judged");
  const appId = await createApp(page, packageId, "Judged");
  await page.goto(`/console/apps/${packageId}/versions`);
  const started: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "POST" && request.url().endsWith("/uploads")) started.push(request.url());
  });

  await choosePackage(page, broken);
  const upload = page.getByRole("region", { name: "Upload" });
  await expect(upload.getByText("Nothing was sent")).toBeVisible();
  await expect(upload.getByText("Small 1.0.0")).toBeVisible();
  await expect(upload.getByRole("region", { name: "1 error" })).toBeVisible();
  await expect(upload.getByRole("heading", { name: "The manifest" })).toBeVisible();
  await expect(upload.getByText("entry_file_missing")).toBeVisible();
  await expect(upload.getByText('Add the file, or correct "entry".')).toBeVisible();

  await upload.getByRole("button", { name: "Choose another file" }).click();
  await choosePackage(page, elsewhere);
  await expect(upload.getByText("package_id_mismatch")).toBeVisible();
  await expect(upload.getByText(`Set "id" to "${packageId}"`)).toBeVisible();

  expect(started).toEqual([]);
  const versions = await page.request.get(`/api/v1/apps/${appId}/versions`);
  expect(await versions.json()).toMatchObject({ total: 0 });
});

test("a package that was built again is checked again without choosing it again", async ({ page }, info) => {
  const packageId = "com.example.mended";
  const file = info.outputPath("app.mosis");
  await signInAs(page, "Mender");
  await createApp(page, packageId, "Mended");
  await page.goto(`/console/apps/${packageId}/versions`);

  await writeSmallPackage(file, { packageId, broken: true });
  await writeToPick(page, file);
  const upload = page.getByRole("region", { name: "Upload" });
  await expect(async () => {
    await page.getByRole("button", { name: "Drop a .mosis package here, or choose one" }).click();
    await expect(upload.getByText("entry_file_missing")).toBeVisible();
  }).toPass({ timeout: 30_000 });

  await writeSmallPackage(file, { packageId });
  await writeToPick(page, file);
  await upload.getByRole("button", { name: "Check again" }).click();
  await page.waitForURL(`**/console/apps/${packageId}/versions/*-*`);
  await expect(page.getByRole("button", { name: "Submit for review" })).toBeVisible();
  await expect(page.getByText("Nothing to mend.")).toBeVisible();
});

test("warnings stay in sight and do not stop a package", async ({ page }, info) => {
  const packageId = "com.example.warned";
  const file = info.outputPath("warned.mosis");
  await writeSmallPackage(file, { packageId, noise: 2_000_000, manifest: { permision: ["network"] } });
  await signInAs(page, "Warned");
  await createApp(page, packageId, "Warned");
  await page.goto(`/console/apps/${packageId}/versions`);
  // Slow enough to look at: 2 MB at 500 kB a second.
  const network = await page.context().newCDPSession(page);
  await network.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: 500_000,
  });

  await choosePackage(page, file);
  const upload = page.getByRole("region", { name: "Upload" });
  await expect(upload.getByText("Sending to storage").first()).toBeVisible();
  await expect(upload.getByRole("region", { name: "1 warning" })).toBeVisible();
  await expect(upload.getByText("manifest_key_unknown")).toBeVisible();

  await page.waitForURL(`**/console/apps/${packageId}/versions/*-*`);
  await expect(page.getByRole("button", { name: "Submit for review" })).toBeVisible();
  await expect(page.getByRole("region", { name: "1 warning" })).toBeVisible();
  await expect(page.getByText("manifest_key_unknown")).toBeVisible();
});

/**
 * Puts the file into the browser's own file system, and has the file dialog, which no test can operate, answer with
 * it: the page gets a real handle, whose file can change.
 */
async function writeToPick(page: Page, file: string): Promise<void> {
  await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const folder = await navigator.storage.getDirectory();
    const handle = await folder.getFileHandle("app.mosis", { create: true });
    const writable = await handle.createWritable();
    await writable.write(bytes);
    await writable.close();
    Object.assign(window, { showOpenFilePicker: async () => [handle] });
  }, readFileSync(file).toString("base64"));
}
