import { expect, signInAs, test } from "./fixtures.ts";

const places = ["Storage", "Cost", "Retention", "Reconciliation", "Jobs"];

test("an administrator finds every place from the overview, and nobody else does", async ({
  page,
  openPageFor,
}) => {
  await signInAs(page, "Admin");
  await page.goto("/admin");
  for (const name of places) {
    await page.getByRole("main").getByRole("link", { name, exact: true }).click();
    await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
    await expect(
      page.getByRole("navigation", { name: "Console" }).getByRole("link", { name, exact: true }),
    ).toHaveAttribute("aria-current", "page");
    await page.goto("/admin");
  }
  // Who has no business there is not told that it exists.
  const other = await openPageFor("Somebody");
  for (const path of ["", "/storage", "/cost", "/retention", "/reconciliation", "/jobs"]) {
    await other.goto(`/admin${path}`);
    await expect(other.getByText("There is nothing here")).toBeVisible();
  }
  await expect(other.getByRole("link", { name: "Admin", exact: true })).toHaveCount(0);
});

test("what retention would delete is seen before it is decided, and a hold keeps it", async ({ page }) => {
  await signInAs(page, "Admin");
  const app = await page.request.post("/api/v1/apps", {
    data: {
      package_id: "com.example.evidence",
      name: "Evidence",
      summary: "Kept for a court",
      description: "Kept for a court",
      category: "utilities",
    },
  });
  expect(app.status()).toBe(201);

  await page.goto("/admin/retention/policy");
  const drafts = page.getByRole("group", { name: "Draft" });
  await expect(async () => {
    await drafts.getByLabel("Keep", { exact: true }).fill("60");
    await expect(page.getByText(/than today's policy deletes|The same in the end/)).toBeVisible({
      timeout: 3_000,
    });
  }).toPass();

  await page.goto("/admin/retention/holds");
  await expect(async () => {
    await page.getByRole("button", { name: "Hold an app" }).click();
    await expect(page.getByRole("dialog")).toBeVisible({ timeout: 2_000 });
  }).toPass();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Package id of the app").fill("com.example.evidence");
  await dialog.getByLabel("Why").fill("Case 12 of the district court");
  await dialog.getByRole("button", { name: "Hold", exact: true }).click();
  await expect(page.getByText("Evidence · all versions")).toBeVisible();
  await page.getByRole("button", { name: /Lift/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: /Lift/ }).click();
  await expect(page.getByText("Nothing is held")).toBeVisible();
});

test("a comparison of bucket and ledger is begun, runs, and has a result", async ({ page }) => {
  await signInAs(page, "Admin");
  await page.goto("/admin/reconciliation");
  const running = page.getByRole("button", { name: "Compare now" });
  await expect(async () => {
    await running.click();
    await expect(page.getByText("Nothing has been compared yet")).toBeHidden({ timeout: 3_000 });
  }).toPass();
  // The page refreshes itself while it runs.
  await expect(page.getByText("All in order").first()).toBeVisible({ timeout: 60_000 });
});

test("a budget is set, and the month is held against it", async ({ page }) => {
  await signInAs(page, "Admin");
  await page.goto("/admin/cost");
  const budget = page.getByLabel("Budget a month");
  const save = page.getByRole("button", { name: "Save", exact: true });
  await expect(async () => {
    await budget.fill("25");
    await save.click({ timeout: 2_000 });
    await expect(page.getByText("Saved.")).toBeVisible({ timeout: 5_000 });
  }).toPass();
  // Next to nothing of it is used, and a bar without a width is not seen.
  await expect(page.getByRole("progressbar", { name: "0 % of the budget" })).toBeAttached();
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Use by day (CSV)" }).click();
  expect((await download).suggestedFilename()).toBe("store-usage-365-days.csv");
});
