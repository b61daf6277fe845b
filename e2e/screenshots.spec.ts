import sharp from "sharp";
import { chooseFile, expect, signInAs, test } from "./fixtures.ts";
import { createApp, sendPackage, writeSmallPackage } from "./small-app.ts";

const png = async (name: string, background: string, width = 800) => ({
  name,
  mimeType: "image/png",
  buffer: await sharp({ create: { width, height: 500, channels: 3, background } })
    .png()
    .toBuffer(),
});

test("screenshots are uploaded, put in order by keyboard, described, and seen in the catalog", async ({
  page,
  openPageFor,
}, info) => {
  const packageId = "com.example.pictures";
  await signInAs(page, "Painter");
  const appId = await createApp(page, packageId, "Pictures");
  const cards = page.getByRole("list", { name: "Screenshots in their order" }).getByRole("listitem");

  await test.step("upload three, and one that is too small", async () => {
    const files = [
      await png("red.png", "#c00"),
      await png("green.png", "#0a0"),
      await png("blue.png", "#00c"),
    ];
    await chooseFile(page, "Screenshot files", [...files, await png("tiny.png", "#000", 100)], () =>
      expect(cards.first()).toBeVisible(),
    );
    await expect(cards.locator("img")).toHaveCount(3);
    await expect(page.getByText("tiny.png cannot be used")).toBeVisible();
    await page.getByRole("button", { name: "Dismiss" }).click();
    await expect(page.getByText("tiny.png cannot be used")).toBeHidden();
    await expect(cards).toHaveCount(3);
  });

  await test.step("move the last to the front by keyboard", async () => {
    const last = (await cards.nth(2).getAttribute("aria-label"))?.replace("3 of 3: ", "") ?? "";
    const earlier = page.getByRole("button", { name: `Move ${last} earlier` });
    await earlier.focus();
    await page.keyboard.press("Enter");
    await expect(page.getByText("Moved to place 2 of 3.")).toBeAttached();
    await expect(earlier).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(cards.first()).toHaveAccessibleName(`1 of 3: ${last}`);
    await cards.first().getByLabel("What it shows").fill("A page in one colour");
    await page.keyboard.press("Enter");
    await expect(cards.first().getByText("Saved.")).toBeVisible();
    await page.reload();
    await expect(cards.first()).toHaveAccessibleName(`1 of 3: ${last}`);
    await expect(cards.first().getByLabel("What it shows")).toHaveValue("A page in one colour");
  });

  await test.step("see them in the catalog", async () => {
    const file = info.outputPath("pictures.mosis");
    await writeSmallPackage(file, { packageId });
    const versionId = await sendPackage(page, appId, file);
    await page.goto(`/console/apps/${packageId}/versions/${versionId}`);
    for (const name of ["Submit for review", "Publish"]) {
      await page.getByRole("button", { name, exact: true }).click();
      await page.getByRole("dialog").getByRole("button", { name, exact: true }).click();
      if (name === "Publish") continue;
      await expect(page.getByText("In review", { exact: true })).toBeVisible();
      const reviewer = await openPageFor("Reviewer");
      await reviewer.goto(`/review/${versionId}`);
      await expect(reviewer.getByRole("list", { name: "Screenshots" }).locator("img")).toHaveCount(3);
      await reviewer.getByRole("button", { name: "Approve", exact: true }).click();
      await expect(reviewer.getByText("Approved", { exact: true }).first()).toBeVisible();
      await page.reload();
    }
    await expect(page.getByText("Published", { exact: true }).first()).toBeVisible();
    await page.goto(`/apps/${packageId}`);
    await page.getByRole("link", { name: "Open in full: A page in one colour" }).click();
    await expect(page.getByRole("img", { name: "A page in one colour" })).toBeVisible();
    await page.locator(":target").getByRole("link", { name: "Next" }).click();
    await expect(page).toHaveURL(/#screenshot-2$/);
    await page.locator(":target").getByRole("link", { name: "Close" }).click();
    await expect(page.getByRole("img", { name: "A page in one colour" })).toBeHidden();
    await page.setViewportSize({ width: 390, height: 800 });
  });
});
