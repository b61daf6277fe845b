import { choosePackage, expect, signInAs, test } from "./fixtures.ts";
import { createApp, writeSmallPackage } from "./small-app.ts";

test("an upload shows speed and time left, and can be cancelled", async ({ page }, info) => {
  const packageId = "com.example.cancelled";
  const file = info.outputPath("large.mosis");
  await writeSmallPackage(file, { packageId, noise: 5_000_000 });
  await signInAs(page, "Uploader");
  const appId = await createApp(page, packageId, "Cancelled");
  await page.goto(`/console/apps/${packageId}/versions`);
  // Slow enough to look at: 5 MB at 500 kB a second.
  const network = await page.context().newCDPSession(page);
  await network.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: 500_000,
  });
  await choosePackage(page, file);
  await expect(page.getByText(/\/s · \d+ s left/)).toBeVisible({ timeout: 30_000 });

  const deleted = page.waitForResponse((answer) => answer.request().method() === "DELETE");
  await page.getByRole("button", { name: "Cancel" }).click();
  expect((await deleted).status()).toBe(204);
  await expect(page.getByText("Drop a .mosis package here, or choose one")).toBeVisible();
  const versions = await page.request.get(`/api/v1/apps/${appId}/versions`);
  expect(await versions.json()).toMatchObject({ total: 0 });
});
