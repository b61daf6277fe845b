import type { Page } from "@playwright/test";
import { expect, signInAs, test } from "./fixtures.ts";
import { createApp, sendApproved, writeSmallPackage } from "./small-app.ts";

test("two apps are released together, and an admin takes one down", async ({ page, openPageFor }, info) => {
  await signInAs(page, "Coupler");
  const reviewer = await openPageFor("Reviewer");
  const publish = async (packageId: string, name: string) => {
    const appId = await createApp(page, packageId, name);
    const file = info.outputPath(`${packageId}.mosis`);
    await writeSmallPackage(file, { packageId });
    const id = await sendApproved({ page, reviewer }, appId, file);
    const published = await page.request.post(`/api/v1/versions/${id}/publish`, {
      data: { release: "none" },
    });
    expect(published.status()).toBe(200);
    return id;
  };
  const first = await publish("com.example.front", "Front End");
  await publish("com.example.back", "Back End");

  await test.step("both begin for every device", async () => {
    await page.goto("/console/apps/com.example.front/releases");
    await page.getByRole("link", { name: "Several apps together" }).click();
    await expect(page.getByRole("combobox", { name: "App" }).first()).toHaveValue(
      "Front End, com.example.front",
    );
    await choose(page, "App", 1, "Back End, com.example.back");
    await page.getByRole("button", { name: "Start together" }).click();
    await expect(page.getByText("Choose a version.").first()).toBeVisible();
    await choose(page, "Version", 0, "1.0.0 (1)");
    await choose(page, "Version", 1, "1.0.0 (1)");
    await page.getByRole("button", { name: "All devices" }).click();
    await page.getByRole("button", { name: "Start together" }).click();
    await expect(page.getByText("They have started together")).toBeVisible();
    await page.getByRole("link", { name: "Back End" }).click();
    const stable = page.getByRole("region", { name: "stable", exact: true });
    await expect(stable.getByRole("link", { name: "1.0.0 (1)" })).toBeVisible();
  });

  await test.step("an admin takes one down, and its developer reads why", async () => {
    const admin = await openPageFor("Admin");
    await admin.goto(`/review/${first}`);
    await admin.getByRole("button", { name: "Take down" }).click();
    const dialog = admin.getByRole("dialog");
    await expect(dialog.getByText("Devices on stable find nothing any more.")).toBeVisible();
    await dialog.getByLabel("Why it is taken down").fill("It passes on what people write.");
    await dialog.getByRole("button", { name: "Take down" }).click();
    await expect(admin.getByText("Taken down by the store").first()).toBeVisible();
    await page.goto(`/console/apps/com.example.front/versions/${first}`);
    await expect(page.getByText("It passes on what people write.")).toBeVisible();
    await expect(page.getByRole("button", { name: "Release…" })).toHaveCount(0);
  });
});

/** Chooses in the field of the so-many-th app. */
async function choose(page: Page, label: string, at: number, option: string): Promise<void> {
  await page.getByRole("combobox", { name: label, exact: true }).nth(at).click();
  await page.getByRole("option", { name: option }).click();
}
