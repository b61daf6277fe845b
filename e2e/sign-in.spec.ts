import { expect, signInAs, test } from "./fixtures.ts";

test("GitHub sign-in brings a developer to the console, and the same person back", async ({ page }) => {
  await page.goto("/console");
  await page.waitForURL("**/sign-in**");
  await page.getByRole("button", { name: "Sign in with GitHub" }).click();
  await page.getByRole("button", { name: "Authorize as octo-dev" }).click();
  await page.waitForURL("**/console");
  await expect(page.getByText("Octo Dev").first()).toBeVisible();
});

test("a revoked session is signed out at once", async ({ page, openPageFor, consoleErrors }) => {
  // The bell of the page that is open may ask once more before the page is left.
  consoleErrors.allow(/401 .*\/api\/v1\/notices\/events/);
  await signInAs(page, "Traveller");
  const elsewhere = await openPageFor("Traveller");
  expect((await elsewhere.request.get("/api/v1/apps")).status()).toBe(200);

  const { sessions } = (await (await page.request.get("/api/v1/sessions")).json()) as {
    sessions: { id: string; current: boolean }[];
  };
  const other = sessions.find(({ current }) => !current);
  expect((await page.request.delete(`/api/v1/sessions/${other?.id}`)).status()).toBe(204);

  expect((await elsewhere.request.get("/api/v1/apps")).status()).toBe(401);
  await elsewhere.goto("/console");
  await elsewhere.waitForURL("**/sign-in**");
  expect((await page.request.get("/api/v1/apps")).status()).toBe(200);
});
