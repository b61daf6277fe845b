import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildSamples } from "@mosis/devstack/samples";
import type { Page } from "@playwright/test";
import { chooseFile, choosePackage, expect, signInAs, test } from "./fixtures.ts";
import { samplesFolder } from "./running-product.ts";

/** From a developer's browser to a device: the whole way of a package of more than 50 MB, through the real parts. */
test("a package goes from upload to download", async ({ page, product, openPageFor }) => {
  const samples = await buildSamples(samplesFolder);
  const sample = samples.find(({ app }) => app?.id === "com.example.cesium");
  if (!sample?.app) throw new Error("there is no sample of com.example.cesium");
  expect(sample.bytes).toBeGreaterThan(50_000_000);
  const { id: packageId, version } = sample.app;

  await test.step("create the app", async () => {
    await signInAs(page, "Builder");
    await page.goto("/console/apps/new");
    await page.getByLabel("Package ID").fill(packageId);
    await page.getByLabel("Name").fill("Globe Workshop");
    await page.getByLabel("Summary").fill("A globe in 3D that you program yourself");
    await page.getByLabel("Description").fill("Works offline; the engine's sources are inside to read.");
    await page.getByRole("combobox", { name: "Category" }).click();
    await page.getByRole("option", { name: "Maps & travel" }).click();
    await page.getByRole("button", { name: "Create app" }).click();
    await page.waitForURL(`**/console/apps/${packageId}`);
    await expect(page.getByRole("heading", { name: "Globe Workshop", level: 1 })).toBeVisible();
  });

  await test.step("refuse a wrong icon, then take a right one", async () => {
    await page.goto(`/console/apps/${packageId}/listing`);
    await chooseFile(page, "Icon file", join(import.meta.dirname, "files/icon-not-square.png"), () =>
      expect(page.getByText("This icon cannot be used")).toBeVisible(),
    );
    await page.getByLabel("Icon file").setInputFiles(join(samplesFolder, "cesium.png"));
    await expect(page.getByText("The new icon is in place.")).toBeVisible();
  });

  await test.step("upload the package and see it validated, without reloading", async () => {
    await page.goto(`/console/apps/${packageId}/versions`);
    await page.evaluate(() => {
      (window as unknown as { notReloaded: boolean }).notReloaded = true;
    });
    await choosePackage(page, sample.file);
    await expect(page.getByText("Sending to storage").first()).toBeVisible({ timeout: 60_000 });
    await page.waitForURL(`**/console/apps/${packageId}/versions/*-*`, { timeout: 90_000 });
    await expect(page.getByRole("button", { name: "Submit for review" })).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText(sample.sha256.slice(0, 12)).first()).toBeVisible();
    expect(await page.evaluate(() => (window as unknown as { notReloaded?: boolean }).notReloaded)).toBe(
      true,
    );
  });

  const versionId = new URL(page.url()).pathname.split("/").at(-1) ?? "";

  await test.step("submit", async () => {
    await confirm(page, "Submit for review");
    await expect(page.getByRole("button", { name: "Cancel review" })).toBeVisible();
  });

  await test.step("approve as a reviewer", async () => {
    const reviewer = await openPageFor("Reviewer");
    await reviewer.goto("/review");
    await reviewer
      .getByRole("link", { name: /Globe Workshop/ })
      .first()
      .click();
    await reviewer.waitForURL(`**/review/${versionId}`);
    await reviewer.getByRole("button", { name: "Approve", exact: true }).click();
    await expect(reviewer.getByText("Approved", { exact: true }).first()).toBeVisible();
  });

  await test.step("publish", async () => {
    await page.reload();
    await confirm(page, "Publish");
    await expect(page.getByText("Published", { exact: true }).first()).toBeVisible();
  });

  await test.step("download as a device and compare", async () => {
    const latest = `${product.edgeUrl}/v1/apps/${packageId}/latest`;
    await expect.poll(async () => (await fetch(latest)).status, { timeout: 30_000 }).toBe(200);
    const answer = (await (await fetch(latest)).json()) as Record<string, unknown>;
    expect(answer).toMatchObject({ version, version_code: 1, size: sample.bytes, sha256: sample.sha256 });

    const download = await fetch(String(answer.download_url));
    expect(download.status).toBe(200);
    const bytes = Buffer.from(await download.arrayBuffer());
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(sample.sha256);
    expect(bytes.equals(readFileSync(sample.file))).toBe(true);

    for (const url of Object.values(answer.icon_urls as Record<string, string>)) {
      const icon = await fetch(url);
      expect(icon.status).toBe(200);
      expect(icon.headers.get("content-type")).toBe("image/png");
    }
  });

  await test.step("find it in the catalog", async () => {
    await page.goto("/");
    await page
      .getByRole("link", { name: /Globe Workshop/ })
      .first()
      .click();
    await page.waitForURL(`**/apps/${packageId}`);
    await expect(page.getByRole("heading", { name: "Globe Workshop", level: 1 })).toBeVisible();
  });
});

/** Presses a button that asks first, and says yes. */
async function confirm(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name }).click();
  await page.getByRole("dialog").getByRole("button", { name }).click();
}
