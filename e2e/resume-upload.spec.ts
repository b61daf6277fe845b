import type { Page, Request } from "@playwright/test";
import { choosePackage, expect, signInAs, test } from "./fixtures.ts";
import { createApp, writeSmallPackage } from "./small-app.ts";

/** Ten parts: more than are sent at once. */
const noise = 80_000_000;

/** The page's network: so slow that there is time to step in, or gone. */
async function takeNetwork(page: Page): Promise<(state: "slow" | "gone") => Promise<void>> {
  const network = await page.context().newCDPSession(page);
  return async (state) => {
    await network.send("Network.emulateNetworkConditions", {
      offline: state === "gone",
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: 10_000_000,
    });
  };
}

/** The numbers of the parts that the page sends from now on. */
function watchParts(page: Page): Set<number> {
  const sent = new Set<number>();
  page.on("request", (request) => {
    const part = new URL(request.url()).searchParams.get("partNumber");
    if (request.method() === "PUT" && part) sent.add(Number(part));
  });
  return sent;
}

/** Parts that the page has reported to the portal by this request. */
function reportedBy(request: Request): number[] {
  if (request.method() !== "POST" || !request.url().endsWith("/parts")) return [];
  const { received } = request.postDataJSON() as { received: { part_number: number }[] };
  return received.map(({ part_number }) => part_number);
}

test("a large upload goes on where it was, after a reload and after a lost connection", async ({
  page,
  consoleErrors,
}, info) => {
  const packageId = "com.example.resumed";
  const file = info.outputPath("large.mosis");
  await writeSmallPackage(file, { packageId, noise });
  await signInAs(page, "Resumer");
  const appId = await createApp(page, packageId, "Resumed");
  await page.goto(`/console/apps/${packageId}/versions`);
  const upload = page.getByRole("region", { name: "Upload", exact: true });
  const interrupted = page.getByRole("region", { name: "Interrupted uploads" });

  const network = await takeNetwork(page);
  await network("slow");

  const reported = await test.step("leave in the middle", async () => {
    const parts = new Set<number>();
    page.on("requestfinished", (request) => {
      for (const part of reportedBy(request)) parts.add(part);
    });
    await choosePackage(page, file);
    await expect.poll(() => parts.size, { timeout: 60_000 }).toBeGreaterThanOrEqual(2);
    await page.reload();
    return [...parts];
  });

  const sent = await test.step("choose the file again", async () => {
    await expect(interrupted.getByText(/An upload of large\.mosis stopped at [1-9]\d? %\./)).toBeVisible();
    const parts = watchParts(page);
    await choosePackage(page, file);
    await expect(upload.getByText("Sending to storage").first()).toBeVisible();
    await expect.poll(() => parts.size, { timeout: 60_000 }).toBeGreaterThan(0);
    return parts;
  });

  await test.step("lose the connection", async () => {
    consoleErrors.expect(/ERR_INTERNET_DISCONNECTED/);
    await network("gone");
    await expect(upload.getByText("Waiting for the connection").first()).toBeVisible();
    // Whatever is asked for meanwhile fails.
    expect(
      await page.evaluate(() =>
        fetch("/").then(
          () => "reached",
          () => "not reached",
        ),
      ),
    ).toBe("not reached");
    await network("slow");
    await expect(upload.getByText("Waiting for the connection")).toHaveCount(0);
  });

  await page.waitForURL(`**/console/apps/${packageId}/versions/*-*`, { timeout: 90_000 });
  await expect(page.getByRole("button", { name: "Submit for review" })).toBeVisible({ timeout: 60_000 });
  expect(
    reported.filter((part) => sent.has(part)),
    "parts sent although storage had them",
  ).toEqual([]);
  const versions = await page.request.get(`/api/v1/apps/${appId}/versions`);
  expect(await versions.json()).toMatchObject({ total: 1 });
  await page.goto(`/console/apps/${packageId}/versions`);
  await expect(page.getByText("1 version", { exact: true })).toBeVisible();
  await expect(interrupted).toHaveCount(0);
});

test("an upload in parts can be cancelled, and one that stopped can be discarded", async ({ page }, info) => {
  const packageId = "com.example.discarded";
  const file = info.outputPath("large.mosis");
  await writeSmallPackage(file, { packageId, noise: 40_000_000 });
  await signInAs(page, "Discarder");
  const appId = await createApp(page, packageId, "Discarded");
  const openUploads = async () => (await page.request.get(`/api/v1/apps/${appId}/uploads`)).json();
  await page.goto(`/console/apps/${packageId}/versions`);
  await (await takeNetwork(page))("slow");
  const sent = watchParts(page);

  await choosePackage(page, file);
  await expect.poll(() => sent.size, { timeout: 60_000 }).toBeGreaterThan(0);
  expect(await openUploads()).toMatchObject({ items: [{ file_name: "large.mosis", status: "open" }] });
  const deleted = page.waitForResponse((answer) => answer.request().method() === "DELETE");
  await page.getByRole("button", { name: "Cancel" }).click();
  expect((await deleted).status()).toBe(204);
  expect(await openUploads()).toEqual({ items: [] });

  sent.clear();
  await choosePackage(page, file);
  await expect.poll(() => sent.size, { timeout: 60_000 }).toBeGreaterThan(0);
  await page.reload();
  await expect(page.getByText("An upload of large.mosis stopped at 0 %.")).toBeVisible();
  await page.getByRole("button", { name: "Discard the upload of large.mosis" }).click();
  await expect(page.getByRole("region", { name: "Interrupted uploads" })).toHaveCount(0);
  expect(await openUploads()).toEqual({ items: [] });
});
