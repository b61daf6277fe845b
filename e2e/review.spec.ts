import { choosePackage, expect, signInAs, test } from "./fixtures.ts";
import { createApp, sendPackage, writeSmallPackage } from "./small-app.ts";

test("a broken package says what to mend, and a rejected version says why", async ({
  page,
  openPageFor,
}, info) => {
  const packageId = "com.example.small";
  const write = async (name: string, options: { versionCode?: number; broken?: boolean }) => {
    const file = info.outputPath(name);
    await writeSmallPackage(file, { packageId, ...options });
    return file;
  };
  const upload = async (name: string, options: { versionCode?: number }) => {
    const file = await write(name, options);
    await page.goto(`/console/apps/${packageId}/versions`);
    await choosePackage(page, file);
    await page.waitForURL(`**/console/apps/${packageId}/versions/*-*`);
  };
  /** The page would not send these; a program may. */
  const uploadUnjudged = async (name: string, options: { broken?: boolean }) => {
    const versionId = await sendPackage(page, appId, await write(name, options));
    await page.goto(`/console/apps/${packageId}/versions/${versionId}`);
  };
  await signInAs(page, "Maker");
  const appId = await createApp(page, packageId, "Small App");

  await uploadUnjudged("broken.mosis", { broken: true });
  await expect(page.getByText("Failed", { exact: true })).toBeVisible();
  await expect(page.getByText("entry_file_missing")).toBeVisible();
  await expect(page.getByRole("button", { name: "Submit for review" })).toHaveCount(0);

  // A failed version takes no version code: the mended package may keep it.
  await upload("first.mosis", {});
  await page.getByRole("button", { name: "Submit for review" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Submit for review" }).click();
  await expect(page.getByText("In review", { exact: true })).toBeVisible();

  const reviewer = await openPageFor("Reviewer");
  await reviewer.goto("/review?search=small");
  await reviewer.getByRole("link", { name: /Small App/ }).click();
  await reviewer.getByRole("button", { name: "Reject", exact: true }).click();
  await expect(reviewer.getByText("Say why, so that the developer can mend it.")).toBeVisible();
  await reviewer.getByLabel("Reason").fill("It shows nothing but a title.");
  await reviewer.getByRole("button", { name: "Reject", exact: true }).click();
  await expect(reviewer.getByText("Rejected", { exact: true }).first()).toBeVisible();

  await page.reload();
  await expect(page.getByText("Why it was rejected")).toBeVisible();
  await expect(page.getByText("It shows nothing but a title.")).toBeVisible();

  await uploadUnjudged("same-code.mosis", {});
  await expect(page.getByText("version_code_not_greater")).toBeVisible();
  await upload("second.mosis", { versionCode: 2 });
  await expect(page.getByRole("button", { name: "Submit for review" })).toBeVisible();
});

test("nobody reviews their own app, and only reviewers review", async ({
  page,
  openPageFor,
  consoleErrors,
}, info) => {
  consoleErrors.expect(/404/);
  const packageId = "com.example.ownreview";
  const file = info.outputPath("own.mosis");
  await writeSmallPackage(file, { packageId });
  await signInAs(page, "Admin");
  await createApp(page, packageId, "Own Review");
  await page.goto(`/console/apps/${packageId}/versions`);
  await choosePackage(page, file);
  await page.waitForURL(`**/console/apps/${packageId}/versions/*-*`);
  const versionId = new URL(page.url()).pathname.split("/").at(-1);
  await page.getByRole("button", { name: "Submit for review" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Submit for review" }).click();
  await expect(page.getByText("In review", { exact: true })).toBeVisible();

  await page.goto(`/review/${versionId}`);
  await expect(page.getByText("This is your own app")).toBeVisible();
  const decision = { verdict: "approved", reason: "" };
  const own = await page.request.post(`/api/v1/versions/${versionId}/decision`, { data: decision });
  expect(await own.json()).toMatchObject({ status: 403, code: "own_app_review" });

  const stranger = await openPageFor("Stranger");
  const refused = await stranger.request.post(`/api/v1/versions/${versionId}/decision`, { data: decision });
  expect(await refused.json()).toMatchObject({ status: 403, code: "role_required" });
  expect((await stranger.request.get(`/api/v1/versions/${versionId}`)).status()).toBe(404);
  expect((await stranger.request.get(`/api/v1/versions/${versionId}/download`)).status()).toBe(404);
  expect((await stranger.request.get(`/api/v1/versions/${versionId}/events`)).status()).toBe(404);
  expect((await stranger.goto(`/review/${versionId}`))?.status()).toBe(404);

  // Not under an app of one's own either.
  await createApp(stranger, "com.example.stranger", "Stranger's");
  const smuggled = await stranger.goto(`/console/apps/com.example.stranger/versions/${versionId}`);
  expect(smuggled?.status()).toBe(404);
});
