import type { Page } from "@playwright/test";
import { choosePackage, expect, signInAs, test } from "./fixtures.ts";
import { createApp, sendApproved, sendPackage, writeSmallPackage } from "./small-app.ts";

const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8" onload="document.title='owned'"><script>document.title='owned'</script></svg>`;

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
  await reviewer.getByLabel("To the developer").fill("It shows nothing but a title.");
  // Without a reason out of the catalogue it asks for one.
  await reviewer.getByRole("button", { name: "Reject", exact: true }).click();
  await reviewer.getByLabel("It is not finished").check();
  await reviewer.getByRole("button", { name: "Done" }).click();
  await reviewer.getByRole("button", { name: "Reject", exact: true }).click();
  await reviewer.getByRole("button", { name: "Reject version" }).click();
  await expect(reviewer.getByText("Rejected", { exact: true }).first()).toBeVisible();

  await page.reload();
  await expect(page.getByText("Why it was rejected")).toBeVisible();
  await expect(page.getByText("It shows nothing but a title.").first()).toBeVisible();
  await expect(page.getByText("It is not finished").first()).toBeVisible();

  await uploadUnjudged("same-code.mosis", {});
  await expect(page.getByText("version_code_not_greater")).toBeVisible();
  await upload("second.mosis", { versionCode: 2 });
  await expect(page.getByRole("button", { name: "Submit for review" })).toBeVisible();
});

test("reviewer and developer talk about what changed, and it comes back", async ({
  page,
  openPageFor,
}, info) => {
  const packageId = "com.example.talk";
  const write = async (versionCode: number, files: Record<string, string>) => {
    const file = info.outputPath(`talk-${versionCode}.mosis`);
    const permissions = versionCode === 1 ? [] : ["camera"];
    await writeSmallPackage(file, { packageId, versionCode, files, manifest: { permissions } });
    return file;
  };
  await signInAs(page, "Talker");
  const reviewer = await openPageFor("Reviewer");
  const appId = await createApp(page, packageId, "Talking App");
  const before = await write(1, { "main.js": "start();\nlisten();\n" });
  const first = await sendApproved({ page, reviewer }, appId, before);
  expect((await page.request.post(`/api/v1/versions/${first}/publish`, { data: {} })).status()).toBe(200);

  const after = await write(2, { "main.js": "start();\nwatch();\n", "evil.svg": svg });
  const id = await sendPackage(page, appId, after);
  await page.goto(`/console/apps/${packageId}/versions/${id}`);
  await page.getByRole("button", { name: "Submit for review" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Submit for review" }).click();
  await expect(page.getByText("It waits in line for a reviewer.")).toBeVisible();

  await test.step("the reviewer takes it in hand and sees what changed", async () => {
    await reviewer.goto("/review?search=talking");
    // Keys are listened to once the page has come alive.
    await expect(async () => {
      await reviewer.keyboard.press("j");
      await expect(reviewer.getByRole("link", { name: /Talking App/ })).toBeFocused({ timeout: 500 });
    }).toPass();
    await reviewer.keyboard.press("Enter");
    await reviewer.waitForURL(`**/review/${id}`);
    await reviewer.getByRole("button", { name: "Claim" }).click();
    await expect(reviewer.getByText("You have it in hand.")).toBeVisible();
    await expect(page.getByText("A reviewer is looking at it.")).toBeVisible();
    const permissions = reviewer.getByRole("region", { name: "Permissions" });
    await expect(permissions.getByText("New", { exact: true })).toBeVisible();
    await reviewer.getByRole("link", { name: "Files", exact: true }).click();
    await reviewer.getByRole("link", { name: "main.js" }).click();
    await expect(reviewer.getByText("listen();")).toBeVisible();
    await expect(reviewer.getByText("watch();")).toBeVisible();
  });

  await test.step("a picture of the package can do nothing", async () => {
    const address = `/api/v1/versions/${id}/files/picture?path=evil.svg`;
    await reviewer.goto(`/review/${id}/files/view?path=evil.svg`);
    const shown = reviewer.locator(`img[src^="/api/v1/versions/${id}/files/picture"]`);
    await expect.poll(() => shown.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);
    const answer = await reviewer.request.get(address);
    expect(answer.headers()).toMatchObject({
      "content-type": "image/svg+xml",
      "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      "content-disposition": "attachment",
      "x-content-type-options": "nosniff",
    });
    expect((await page.request.get(address)).status()).toBe(403);
    expect(await reviewer.evaluate(() => document.title)).not.toBe("owned");
  });

  await test.step("changes are asked for, answered, and it comes back with its thread", async () => {
    await reviewer
      .getByLabel("To the developer")
      .fill("What is the camera for? See https://example.com/rules.");
    await reviewer.getByRole("button", { name: "Ask for changes" }).click();
    await expect(reviewer.getByText("Changes were asked for").first()).toBeVisible();
    await expect(page.getByText("A reviewer asks for changes.", { exact: false })).toBeVisible();
    await expect(page.getByRole("link", { name: "https://example.com/rules" })).toHaveAttribute(
      "rel",
      /noopener/,
    );
    await page.getByLabel("Answer").fill("For pictures of notes.");
    await page.getByRole("button", { name: "Send answer" }).click();
    await expect(page.getByLabel("Thread").getByText("For pictures of notes.")).toBeVisible();
    await page.getByRole("button", { name: "Submit for review" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Submit for review" }).click();
    await expect(page.getByText("In review", { exact: true })).toBeVisible();
    await reviewer.goto("/review?search=talking&show=answered");
    await reviewer.getByRole("link", { name: /Talking App/ }).click();
    await expect(reviewer.getByLabel("Thread").getByText("For pictures of notes.")).toBeVisible();
    await reviewer.getByRole("button", { name: "Approve", exact: true }).click();
    await expect(reviewer.getByText("Approved", { exact: true }).first()).toBeVisible();
    await expect(page.getByRole("button", { name: "Publish" })).toBeVisible();
  });
});

/** Turns the first rule of the policy on or off, again until the form has taken it. */
async function turnRule(admin: Page, on: boolean): Promise<void> {
  await expect(async () => {
    await admin.getByLabel("On", { exact: true }).setChecked(on, { force: true, timeout: 2_000 });
    await expect(admin.getByRole("button", { name: "Save policy" })).toBeEnabled({ timeout: 2_000 });
  }).toPass();
}

test("a policy approves by itself, and says by which rule", async ({ page, openPageFor }, info) => {
  const packageId = "com.example.trusted";
  const write = async (versionCode: number) => {
    const file = info.outputPath(`trusted-${versionCode}.mosis`);
    await writeSmallPackage(file, { packageId, versionCode });
    return file;
  };
  await signInAs(page, "Trusty");
  const [reviewer, admin] = [await openPageFor("Reviewer"), await openPageFor("Admin")];
  const appId = await createApp(page, packageId, "Trusted App");
  const first = await sendApproved({ page, reviewer }, appId, await write(1));
  expect((await page.request.post(`/api/v1/versions/${first}/publish`, { data: {} })).status()).toBe(200);

  await admin.goto(`/review/${first}`);
  await expect(admin.getByRole("heading", { name: "This developer" })).toBeVisible();
  await admin.getByLabel("Trusted").check({ force: true });
  await expect(admin.getByLabel("Trusted")).toBeChecked();
  await admin.goto("/admin/review-policy");
  await turnRule(admin, true);
  await admin.getByLabel("Goes to a person all the same").fill("0");
  await admin.getByLabel("Is looked at afterwards").fill("100");
  await admin.getByRole("button", { name: "Save policy" }).click();
  await admin.getByRole("button", { name: "Put in force" }).click();
  await expect(admin.getByText("In force", { exact: true })).toBeVisible();

  const second = await sendPackage(page, appId, await write(2));
  await page.goto(`/console/apps/${packageId}/versions/${second}`);
  await page.getByRole("button", { name: "Submit for review" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Submit for review" }).click();
  await expect(page.getByText("Approved without a person")).toBeVisible();
  await expect(page.getByText("Small updates of trusted developers").first()).toBeVisible();

  await reviewer.goto("/review?show=samples&search=trusted");
  await expect(reviewer.getByText("Approved automatically, look at it")).toBeVisible();
  await reviewer.getByRole("link", { name: /Trusted App/ }).click();
  await reviewer.getByLabel("What you found").fill("I would have approved it.");
  await reviewer.getByRole("button", { name: "I have looked at it" }).click();
  await expect(reviewer.getByText("Looked at it afterwards")).toBeVisible();

  // Other journeys' versions go to people again.
  await admin.goto("/admin/review-policy");
  await turnRule(admin, false);
  await admin.getByRole("button", { name: "Save policy" }).click();
  await admin.getByRole("button", { name: "Put in force" }).click();
  await expect(admin.getByText("One person approves every version.").first()).toBeVisible();
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
