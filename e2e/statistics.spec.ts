import { expect, signInAs, test } from "./fixtures.ts";
import { createApp, sendApproved, writeSmallPackage } from "./small-app.ts";

test("downloads through the edge and the portal show up in the app's statistics", async ({
  page,
  product,
  openPageFor,
}, info) => {
  const packageId = "com.example.counted";
  await signInAs(page, "Counter");
  const reviewer = await openPageFor("Reviewer");
  const appId = await createApp(page, packageId, "Counted");
  await page.goto(`/console/apps/${packageId}/statistics`);
  await expect(page.getByText("No downloads in this time")).toBeVisible();

  const file = info.outputPath(`${packageId}.mosis`);
  await writeSmallPackage(file, { packageId });
  const versionId = await sendApproved({ page, reviewer }, appId, file);
  const published = await page.request.post(`/api/v1/versions/${versionId}/publish`, {
    data: { release: "stable" },
  });
  expect(published.status()).toBe(200);

  await test.step("a device installs it, another one would update, and somebody fetches it from the portal", async () => {
    const headers = { "user-agent": "mosis-device/1.0" };
    const check = `${product.edgeUrl}/v1/apps/${packageId}/update?device=one`;
    await expect.poll(async () => (await fetch(check, { headers })).status, { timeout: 30_000 }).toBe(200);
    const { update } = (await (await fetch(check, { headers })).json()) as {
      update: { download_url: string };
    };
    expect((await fetch(update.download_url, { headers })).status).toBe(200);
    const own = await page.request.get(`/api/v1/versions/${versionId}/download`);
    expect(own.status()).toBe(200);
  });

  await test.step("both are counted", async () => {
    await expect
      .poll(
        async () => {
          const answer = await page.request.get(`/api/v1/apps/${packageId}/statistics`);
          const { total } = (await answer.json()) as { total: Record<string, unknown> };
          return [total.downloads, total.first_installs, total.unknown, total.clients];
        },
        { timeout: 60_000 },
      )
      .toEqual([2, 1, 1, { device: 1, browser: 1, command_line: 0, other: 0 }]);
    await page.goto(`/console/apps/${packageId}`);
    await page.getByRole("navigation", { name: "App" }).getByRole("link", { name: "Statistics" }).click();
    const clients = page.getByRole("region", { name: "By client" });
    await expect(clients.getByText("Devices")).toBeVisible();
    await expect(clients.getByText("50.0 %")).toHaveCount(2);
    await page.getByText("Numbers as a table").click();
    const table = page.getByRole("region", { name: "Downloads by day" }).getByRole("table");
    await expect(table.getByRole("row").nth(1)).toContainText(/^\d{4}-\d\d-\d\d2/);
  });

  await test.step("by days and version of one's choice, as CSV too, and on the console", async () => {
    await page.getByRole("link", { name: "1.0.0 (1)" }).click();
    await page.waitForURL(/version=1/);
    await expect(page.getByLabel("Version", { exact: true })).toHaveValue("1");
    await page.getByLabel("From", { exact: true }).fill("2026-01-02");
    await page.getByLabel("To", { exact: true }).fill("2026-01-01");
    await page.getByRole("button", { name: "Show" }).click();
    await expect(page.getByText("These days cannot be shown")).toBeVisible();
    const csv = await page.request.get(`/api/v1/apps/${packageId}/statistics.csv`);
    expect(await csv.text()).toMatch(
      /^day,version_code,.*\r\n\d{4}-\d\d-\d\d,1,1\.0\.0,package,2,1,0,1,1,1,0,0,/,
    );
    await page.goto("/console");
    await expect(
      page.getByRole("region", { name: "Recent downloads" }).getByText("2 downloads in 7 days"),
    ).toBeVisible();
  });

  await test.step("an admin sees what is counted from elsewhere", async () => {
    const admin = await openPageFor("Admin");
    await admin.goto("/admin/downloads");
    await expect(admin.getByRole("region", { name: "Events of the edge" })).toContainText(
      /\d+ lines? in \d+ objects?/,
    );
    await expect(admin.getByRole("region", { name: "Logs of a CDN" })).toBeVisible();
  });
});
