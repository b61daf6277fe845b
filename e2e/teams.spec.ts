import type { Page } from "@playwright/test";
import { expect, signInAs, test } from "./fixtures.ts";
import { createApp } from "./small-app.ts";

/** Does again what does nothing before the page's scripts run. */
async function untilSeen(act: () => Promise<void>, seen: () => Promise<void>): Promise<void> {
  await expect(async () => {
    await act();
    await seen();
  }).toPass();
}

async function linkOf(page: Page): Promise<string> {
  return (await page.getByTestId("link").textContent()) ?? "";
}

test("a person is invited, works in the account, is made an owner, and the first owner leaves", async ({
  page,
  openPageFor,
  consoleErrors,
}) => {
  consoleErrors.expect(/404/);
  await signInAs(page, "Ada of teams");
  await createApp(page, "com.example.shared", "Shared");
  await page.goto("/console");
  await page
    .getByRole("navigation", { name: "Console" })
    .getByRole("link", { name: "Account" })
    .press("Enter");
  await expect(page.getByRole("heading", { name: "Ada of teams", level: 1 })).toBeVisible();
  await expect(page.getByRole("button", { name: "Leave" })).toBeDisabled();
  await untilSeen(
    () => page.getByRole("button", { name: "Make link" }).click(),
    () => expect(page.getByRole("heading", { name: "Copy this link now" })).toBeFocused({ timeout: 3_000 }),
  );
  const link = await linkOf(page);
  expect(link).toMatch(/\/invitations\/mosis_inv_[0-9A-Za-z]{36}$/);
  await page.getByRole("button", { name: "I have copied it" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "Whoever has the link" })).toBeVisible();

  const grace = await openPageFor("Grace of teams");
  const opened = await grace.goto(link);
  expect(opened?.headers()["referrer-policy"]).toBe("no-referrer");
  await expect(grace.getByRole("heading", { name: "Join Ada of teams" })).toBeVisible();
  await untilSeen(
    () => grace.getByRole("button", { name: "Join as Grace of teams" }).click(),
    () => grace.waitForURL("**/console", { timeout: 5_000 }),
  );
  await expect(grace.getByRole("button", { name: /acting for Ada of teams/ })).toBeVisible();
  await grace.goto(link);
  await expect(grace.getByText("You have accepted it.")).toBeVisible();

  // The switch, and an app of the other account.
  await untilSeen(
    async () => {
      await grace.goto("/console");
      await grace.getByRole("button", { name: /^Account of Grace/ }).click();
      await grace.getByRole("menuitemradio", { name: "Grace of teams" }).click({ timeout: 2_000 });
    },
    () =>
      expect(grace.getByRole("button", { name: "Account of Grace of teams", exact: true })).toBeVisible({
        timeout: 5_000,
      }),
  );
  await grace.goto("/console/apps/com.example.shared/listing");
  await expect(grace.getByText("This app is in another of your accounts")).toBeVisible();
  await untilSeen(
    () => grace.getByRole("button", { name: "Switch to Ada of teams" }).click(),
    () => grace.waitForURL("**/console/apps/com.example.shared/listing", { timeout: 5_000 }),
  );

  await page.goto("/console/team");
  await untilSeen(
    async () => {
      await page.getByRole("combobox", { name: "Role of Grace of teams" }).click();
      await page.getByRole("option", { name: "Owner" }).click({ timeout: 2_000 });
    },
    () => expect(page.getByRole("dialog", { name: "Make Grace of teams an owner?" })).toBeVisible(),
  );
  await page.getByRole("button", { name: "Make owner" }).click();
  await expect(page.getByRole("button", { name: "Leave" })).toBeEnabled();
  await page.getByRole("button", { name: "Leave" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Leave" }).click();
  await page.waitForURL("**/console");
  // An account of her own, without the app.
  expect((await page.goto("/console/apps/com.example.shared"))?.status()).toBe(404);
  const { accounts } = (await (await page.request.get("/api/v1/accounts")).json()) as { accounts: unknown[] };
  expect(accounts).toMatchObject([{ name: "Ada of teams", role: "owner", members: 1 }]);
});

test("an app is handed to another account", async ({ page, openPageFor, consoleErrors }) => {
  consoleErrors.expect(/404/);
  await signInAs(page, "Ada who gives");
  await createApp(page, "com.example.given", "Given");
  await page.goto("/console/apps/com.example.given/settings");
  await untilSeen(
    () => page.getByRole("button", { name: "Offer this app" }).click(),
    () => expect(page.getByRole("dialog")).toBeVisible({ timeout: 2_000 }),
  );
  await page.getByRole("button", { name: "Make the link" }).click();
  const link = await linkOf(page);
  const taker = await openPageFor("Grace who takes");
  await taker.goto(link);
  await expect(taker.getByRole("heading", { name: "Take over Given" })).toBeVisible();
  await untilSeen(
    () => taker.getByRole("button", { name: "Take it over" }).click(),
    () => taker.waitForURL("**/console/apps/com.example.given", { timeout: 5_000 }),
  );
  await expect(taker.getByRole("heading", { name: "Given" })).toBeVisible();
  expect((await page.goto("/console/apps/com.example.given"))?.status()).toBe(404);
});

test("an app trusts a workflow, and a token is made for it alone", async ({ page }) => {
  await signInAs(page, "Ada who trusts");
  await createApp(page, "com.example.trusting", "Trusting");
  await page.goto("/console/apps/com.example.trusting/settings");
  await untilSeen(
    () => page.getByRole("button", { name: "Add publisher" }).click(),
    () => expect(page.getByRole("dialog")).toBeVisible({ timeout: 2_000 }),
  );
  await page.getByLabel("Repository", { exact: true }).fill("octo/notes");
  await page.getByLabel("Repository's id").fill("4711");
  await page.getByLabel("Owner's id").fill("42");
  await page.getByLabel("Workflow").fill("release.yml");
  await page.getByRole("button", { name: "Trust it" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "octo/notes" })).toContainText("release.yml");

  await page.goto("/console/tokens");
  await untilSeen(
    async () => {
      await page.getByLabel("Name", { exact: true }).fill("One app");
      await page.getByRole("combobox", { name: "For", exact: true }).click();
      await page.getByRole("option", { name: "Trusting" }).click({ timeout: 2_000 });
      await page.getByRole("button", { name: "Make token" }).click();
    },
    () => expect(page.getByRole("heading", { name: "Copy “One app” now" })).toBeFocused({ timeout: 3_000 }),
  );
  await page.getByRole("button", { name: "I have copied it" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "One app" })).toContainText("upload · Trusting");
});
