import type { Page } from "@playwright/test";
import { expect, signInAs, test } from "./fixtures.ts";
import { createApp, sendApproved, writeSmallPackage } from "./small-app.ts";

const packageId = "com.example.releases";

/** A version on its way to devices: a share at first, more, none for a while, all, and back. */
test("a release is rolled out in steps, rolled back, scheduled and cancelled", async ({
  page,
  openPageFor,
}, info) => {
  await signInAs(page, "Releaser");
  const appId = await createApp(page, packageId, "Release Train");
  const reviewer = await openPageFor("Reviewer");
  const approve = async (versionCode: number) => {
    const file = info.outputPath(`release-${versionCode}.mosis`);
    await writeSmallPackage(file, { packageId, versionCode });
    return sendApproved({ page, reviewer }, appId, file);
  };
  const beta = page.getByRole("region", { name: "beta", exact: true });
  const stable = page.getByRole("region", { name: "stable", exact: true });

  const [first, second] = [await approve(1), await approve(2)];

  await test.step("publish one version to stable, another without releasing it", async () => {
    await page.goto(`/console/apps/${packageId}/versions/${first}`);
    await press(page, page, "Publish", "Publish");
    await expect(page.getByText("Published", { exact: true }).first()).toBeVisible();
    await page.goto(`/console/apps/${packageId}/versions/${second}`);
    await page.getByRole("button", { name: "Publish", exact: true }).click();
    await page.getByRole("dialog").getByRole("radio", { name: "Publish it only" }).check();
    await page.getByRole("dialog").getByRole("button", { name: "Publish", exact: true }).click();
    await expect(page.getByText("Published", { exact: true }).first()).toBeVisible();
    await page.goto(`/console/apps/${packageId}/releases`);
    await expect(stable.getByRole("link", { name: "1.0.0 (1)" })).toBeVisible();
    await expect(beta.getByText("Nothing is on this track yet")).toBeVisible();
  });

  await test.step("release it to a tenth of beta, from its own page", async () => {
    await page.goto(`/console/apps/${packageId}/versions/${second}`);
    await page.getByRole("button", { name: "Release…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Track", { exact: true }).selectOption("beta");
    await dialog.getByLabel("Share of the track's devices").fill("0.001");
    await dialog.getByRole("button", { name: "Start release" }).click();
    // Two places behind the point are all that can be typed.
    await expect(dialog.getByText("Give a share from 0.01 to 100 %.")).toBeVisible();
    await dialog.getByRole("button", { name: "10 %", exact: true }).click();
    await dialog.getByRole("button", { name: "Start release" }).click();
    await page.waitForURL(`**/console/apps/${packageId}/releases`);
    await expect(beta.getByText("Rolling out", { exact: true })).toBeVisible();
    await expect(beta.getByText("10 % of the devices get it")).toBeVisible();
  });

  await test.step("raise it to a share that is no preset", async () => {
    await beta.getByRole("button", { name: "Raise" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Share, now 10 %").fill("12.5");
    await expect(
      dialog.getByText("Within seconds 12.5 % of the devices on beta get 1.0.1 (2)"),
    ).toBeVisible();
    await dialog.getByRole("button", { name: "Raise", exact: true }).click();
    await expect(beta.getByText("12.5 % of the devices get it")).toBeVisible();
  });

  await test.step("pause and resume it; another page follows without being reloaded", async () => {
    const other = await page.context().newPage();
    await other.goto(`/console/apps/${packageId}/releases`);
    const follows = other.getByRole("region", { name: "beta", exact: true });
    await expect(follows.getByText("12.5 % of the devices get it")).toBeVisible();
    await press(page, beta, "Pause", "Pause");
    await expect(beta.getByText("Paused", { exact: true })).toBeVisible();
    await expect(follows.getByText("Paused", { exact: true })).toBeVisible();
    await other.close();
    await press(page, beta, "Resume", "Resume");
    await expect(beta.getByText("Rolling out", { exact: true })).toBeVisible();
  });

  await test.step("complete it, then roll it back", async () => {
    await press(page, beta, "Complete", "Complete");
    await expect(beta.getByText("Devices get", { exact: true })).toBeVisible();
    await expect(beta.getByRole("link", { name: "1.0.1 (2)" })).toBeVisible();
    await beta.getByRole("button", { name: "Roll back" }).click();
    await expect(
      page.getByRole("dialog").getByText("All others find nothing on beta any more."),
    ).toBeVisible();
    await page.getByRole("dialog").getByRole("button", { name: "Roll back" }).click();
    await expect(beta.getByText("Nothing is on this track yet")).toBeVisible();
  });

  await test.step("schedule one that grows by itself, and cancel it", async () => {
    await page.getByRole("button", { name: "Start a release" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("combobox", { name: "Version" }).click();
    await page.getByRole("option", { name: "1.0.1 (2)" }).click();
    await dialog.getByRole("radio", { name: "At a time" }).check();
    await dialog.getByLabel("Begins at").fill("2020-01-01T08:00");
    await dialog.getByRole("button", { name: "Schedule" }).click();
    await expect(dialog.getByText("Choose a time that is still to come.")).toBeVisible();
    await dialog.getByLabel("Begins at").fill("2099-01-01T08:00");
    await dialog.getByRole("checkbox", { name: "Grow by itself" }).check();
    await dialog.getByLabel("Every", { exact: true }).fill("6");
    await dialog.getByRole("button", { name: "Schedule" }).click();
    await expect(stable.getByText("by 10 % every 6 hours")).toBeVisible();
    await press(page, stable, "Cancel", "Cancel release");
    await expect(stable.getByText("by 10 % every 6 hours")).toBeHidden();
  });

  await test.step("find them again in the history", async () => {
    await expect(page.getByRole("heading", { name: "3 releases" })).toBeVisible();
    await page.getByRole("combobox", { name: "Track" }).selectOption("beta");
    await page.getByRole("button", { name: "Show", exact: true }).click();
    await expect(page.getByRole("heading", { name: "1 release" })).toBeVisible();
    await expect(page.getByText("Rolled back", { exact: true })).toBeVisible();
  });

  await test.step("withdraw what stable leads to", async () => {
    await page.goto(`/console/apps/${packageId}/versions/${first}`);
    await page.getByRole("button", { name: "Withdraw" }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByText("Devices on stable find nothing any more.")).toBeVisible();
    await dialog.getByRole("button", { name: "Withdraw" }).click();
    await expect(dialog.getByText("Say why first.")).toBeVisible();
    await dialog.getByLabel("Why you withdraw it").fill("It forgets what was written.");
    await dialog.getByRole("button", { name: "Withdraw" }).click();
    await expect(page.getByText("Withdrawn by its developer")).toBeVisible();
    await expect(page.getByText("It forgets what was written.")).toBeVisible();
    await page.goto(`/console/apps/${packageId}/releases`);
    await expect(stable.getByText("Nothing is on this track yet")).toBeVisible();
  });
});

test("a rollout that too many devices fail to install pauses by itself, on the page that is open", async ({
  page,
  product,
  openPageFor,
}, info) => {
  const id = "com.example.halted";
  await signInAs(page, "Halter");
  const appId = await createApp(page, id, "Halting Problem");
  const file = info.outputPath("halted.mosis");
  await writeSmallPackage(file, { packageId: id });
  const reviewer = await openPageFor("Reviewer");
  const versionId = await sendApproved({ page, reviewer }, appId, file);
  await page.request.post(`/api/v1/versions/${versionId}/publish`, { data: { release: "none" } });
  const started = await page.request.post(`/api/v1/apps/${appId}/releases`, {
    data: { version_id: versionId, track: "beta", basis_points: 5_000 },
  });
  const release = (await started.json()) as { id: string };

  await page.goto(`/console/apps/${id}/releases`);
  const beta = page.getByRole("region", { name: "beta", exact: true });
  await expect(beta.getByText("No device has reported yet.")).toBeVisible();
  for (let device = 0; device < 24; device++) {
    const sent = await fetch(`${product.edgeUrl}/v1/reports`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        device: `lab-${device}`,
        reports: [{ release_id: release.id, outcome: device < 18 ? "installed" : "failed" }],
      }),
    });
    expect(sent.status).toBe(202);
  }
  await expect(beta.getByText("6 of 24 devices that reported could not install it.")).toBeVisible({
    timeout: 120_000,
  });
  await expect(page.getByText("1 halted")).toBeVisible();
  await page.goto("/console");
  await page.getByRole("link", { name: "Halting Problem 1.0.0 (1) on beta" }).click();
  await expect(beta.getByText("Paused by itself")).toBeVisible();
  await beta.getByRole("button", { name: "Resume" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Resume" }).click();
  await expect(beta.getByText("Rolling out", { exact: true })).toBeVisible();
  await expect(page.getByText("1 halted")).toBeHidden();
});

test("a track of one's own is seen by the devices on its list, whose names stay in the browser", async ({
  page,
}) => {
  await signInAs(page, "Tester");
  await createApp(page, "com.example.tracks", "Track Record");
  await page.goto("/console/apps/com.example.tracks/releases");
  await page.getByRole("button", { name: "Add track" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("nightly");
  await dialog.getByRole("button", { name: "Add track" }).click();
  const nightly = page.getByRole("region", { name: "nightly", exact: true });
  await nightly.getByRole("link", { name: "Devices" }).click();

  await page.getByRole("button", { name: "Add devices" }).click();
  await dialog.getByLabel("Names of devices").fill("living-room-tv, Ada\nlab-07");
  await dialog.getByLabel("Whose they are").fill("The lab");
  const sent = page.waitForRequest(
    (request) => request.url().endsWith("/devices") && request.method() === "POST",
  );
  await dialog.getByRole("button", { name: "Add devices" }).click();
  const body = (await sent).postData() ?? "";
  expect(body).not.toContain("living-room-tv");
  expect(body).not.toContain("lab-07");
  await expect(page.getByRole("heading", { name: "2 devices" })).toBeVisible();
  await page.getByRole("button", { name: "Remove The lab" }).click();
  await dialog.getByRole("button", { name: "Remove", exact: true }).click();
  await expect(page.getByRole("heading", { name: "1 device", exact: true })).toBeVisible();

  await page.getByRole("link", { name: "All tracks" }).click();
  await nightly.getByRole("button", { name: "Remove nightly" }).click();
  await dialog.getByRole("button", { name: "Remove track" }).click();
  await expect(nightly).toBeHidden();
});

/** Presses a button that asks first, and says yes. */
async function press(page: Page, within: Pick<Page, "getByRole">, name: string, yes: string): Promise<void> {
  await within.getByRole("button", { name, exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: yes, exact: true }).click();
}
