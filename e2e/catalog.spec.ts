import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, signInAs, test } from "./fixtures.ts";
import type { RunningProduct } from "./running-product.ts";
import { createApp, sendApproved, writeSmallPackage } from "./small-app.ts";

/** Bytes of scripts that a page of the catalog may bring, as they come over the line. */
const scriptBudget = 120_000;

test("the catalog is walked without a script, from home to the file", async ({
  browser,
  page,
  openPageFor,
}, info) => {
  await signInAs(page, "Lampmaker");
  const packageId = "com.example.lantern";
  const appId = await createApp(page, packageId, "Lantern Weather");
  const file = info.outputPath("lantern.mosis");
  await writeSmallPackage(file, { packageId, manifest: { permissions: ["location"] } });
  const reviewer = await openPageFor("Reviewer");
  const versionId = await sendApproved({ page, reviewer }, appId, file);

  await test.step("say what is new, and publish", async () => {
    await page.goto(`/console/apps/${packageId}/versions/${versionId}`);
    const notes = page.getByRole("textbox", { name: "What is new" });
    await expect(async () => {
      await notes.fill("The first one.\nRain is told an hour ahead.");
      await page.getByRole("button", { name: "Save", exact: true }).click({ timeout: 2_000 });
      await expect(page.getByText("Reviewers see it, and visitors once")).toBeVisible({ timeout: 2_000 });
    }).toPass();
    await reviewer.goto(`/review/${versionId}`);
    await expect(reviewer.getByText("Rain is told an hour ahead.")).toBeVisible();
    await post(page, `versions/${versionId}/publish`);
  });

  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: info.project.use.baseURL });
  const visitor = await context.newPage();
  const origin = new URL(page.url()).origin;
  await test.step("home, category, search, app", async () => {
    await visitor.goto(`${origin}/`);
    await expect(visitor.getByRole("heading", { name: "Apps for your device" })).toBeVisible();
    await visitor.getByRole("link", { name: /^Utilities/ }).click();
    await expect(visitor.getByRole("heading", { name: "Utilities", level: 1 })).toBeVisible();
    await visitor.getByRole("link", { name: "By name" }).click();
    await expect(visitor.getByRole("link", { name: "Lantern Weather", exact: true })).toBeVisible();
    const search = visitor.getByRole("searchbox", { name: "Search apps" }).first();
    await search.fill("lantern weahter");
    await search.press("Enter");
    await expect(visitor.getByText("Did you mean")).toBeVisible();
    await visitor.getByRole("link", { name: "Lantern Weather", exact: true }).click();
    await expect(visitor.getByRole("heading", { name: "Lantern Weather", level: 1 })).toBeVisible();
    await expect(visitor.getByText("Know where the device is.")).toBeVisible();
    await expect(visitor.getByRole("heading", { name: "What is new in 1.0.0" })).toBeVisible();
  });

  await test.step("the file", async () => {
    const starts = visitor.waitForEvent("download");
    await visitor.getByRole("link", { name: /^Download/ }).click();
    const { size } = await (await import("node:fs/promises")).stat(await (await starts).path());
    expect(size).toBeGreaterThan(100);
  });

  await test.step("nothing matches, and where to go then", async () => {
    await visitor.goto(`${origin}/search?q=xylophonists`);
    await expect(visitor.getByRole("heading", { name: "No app matches" })).toBeVisible();
    await visitor.goto(`${origin}/apps/com.example.nothing`);
    await expect(visitor.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
  });
  await context.close();
});

test("pages of the catalog bring next to no script, and look right in both schemes", async ({ page }) => {
  for (const path of ["/", "/search?q=monaco", "/apps/com.example.monaco", "/categories/developer-tools"]) {
    let bytes = 0;
    const client = await page.context().newCDPSession(page);
    await client.send("Network.enable");
    const scripts = new Set<string>();
    client.on("Network.responseReceived", ({ requestId, type }) => {
      if (type === "Script") scripts.add(requestId);
    });
    client.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
      if (scripts.has(requestId)) bytes += encodedDataLength;
    });
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await page.goto(path, { waitUntil: "networkidle" });
      const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      expect(ground).toBe(colorScheme === "dark" ? "rgb(17, 18, 22)" : "rgb(250, 250, 251)");
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.filter(({ impact }) => impact === "serious" || impact === "critical")).toEqual([]);
    }
    const inline = await page
      .locator("script:not([type])")
      .evaluateAll((all) => all.reduce((sum, { textContent }) => sum + (textContent?.length ?? 0), 0));
    expect(inline).toBeGreaterThan(0);
    expect(bytes + inline, path).toBeLessThan(scriptBudget);
    info(path, bytes + inline);
    await client.detach();
  }
  // What somebody chose in the portal holds here as well.
  await page.evaluate(() => localStorage.setItem("mantine-color-scheme-value", "light"));
  await page.reload();
  expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(
    "rgb(250, 250, 251)",
  );
});

test("what is published is everywhere at once, and so is what is taken down", async ({
  page,
  openPageFor,
  product,
}, info) => {
  const packageId = "com.example.ember";
  await signInAs(page, "Emberer");
  const appId = await createApp(page, packageId, "Ember Radio");
  const file = info.outputPath("ember.mosis");
  await writeSmallPackage(file, { packageId });
  const [reviewer, admin] = [await openPageFor("Reviewer"), await openPageFor("Admin")];
  const versionId = await sendApproved({ page, reviewer }, appId, file);
  // Answers of before are in both portals' caches.
  expect(await seenIn(product, packageId)).toEqual([]);
  await post(page, `versions/${versionId}/publish`);
  expect(await seenIn(product, packageId)).toEqual(everywhere(product));
  const drawn = await fetch(`${product.portalUrl}/apps/${packageId}/card.png`);
  expect([drawn.status, drawn.headers.get("content-type")]).toEqual([200, "image/png"]);
  const changed = await page.request.patch(`/api/v1/apps/${packageId}`, {
    data: { summary: "Glows in the dark." },
  });
  expect(changed.status()).toBe(200);
  for (const portal of portals(product))
    expect(await (await fetch(`${portal}/apps/${packageId}`)).text()).toContain("Glows in the dark.");
  const kept = await fetch(`${product.portalUrl}/apps/${packageId}`);
  const etag = kept.headers.get("etag") ?? "";
  const known = await fetch(`${product.secondPortalUrl}/apps/${packageId}`, {
    headers: { "if-none-match": etag },
  });
  expect([kept.headers.get("cache-control"), known.status]).toEqual(["public, no-cache", 304]);
  await post(admin, `versions/${versionId}/remove`, { reason: "It burns." });
  expect(await seenIn(product, packageId)).toEqual([]);
  for (const portal of portals(product)) {
    for (const path of ["", "/feed.atom", "/card.png"])
      expect((await fetch(`${portal}/apps/${packageId}${path}`)).status, path).toBe(404);
    expect((await fetch(`${portal}/api/v1/catalog/${packageId}`)).status).toBe(404);
    expect((await fetch(`${portal}/api/v1/catalog/${packageId}/versions`)).status).toBe(404);
  }
});

const lists = [
  "/",
  "/search?q=ember",
  "/categories/utilities?sort=newest",
  "/feed.atom",
  "/categories/utilities/feed.atom",
  "/sitemaps/apps.xml",
  "/api/v1/catalog?sort=newest",
  "/api/v1/catalog?q=ember+radio",
];
const portals = (product: RunningProduct) => [product.portalUrl, product.secondPortalUrl];
const everywhere = (product: RunningProduct) =>
  portals(product).flatMap((portal) => lists.map((path) => portal + path));

/** Where an app is to be found. */
async function seenIn(product: RunningProduct, packageId: string): Promise<string[]> {
  const seen: string[] = [];
  for (const address of everywhere(product)) {
    const answer = await fetch(address);
    expect(answer.status, address).toBe(200);
    if ((await answer.text()).includes(packageId)) seen.push(address);
  }
  return seen;
}

async function post(page: Page, path: string, data: object = {}): Promise<void> {
  expect((await page.request.post(`/api/v1/${path}`, { data })).status()).toBe(200);
}

/** Stands in the report beside the journey. */
function info(path: string, bytes: number): void {
  test.info().annotations.push({ type: "script", description: `${path}: ${bytes} bytes` });
}
