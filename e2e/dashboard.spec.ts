import { expect, signInAs, test } from "./fixtures.ts";

test("an administrator sees how the store does, by day and by week, and what waits", async ({
  page,
  openPageFor,
}) => {
  await signInAs(page, "Admin");
  await page.goto("/admin");
  const main = page.getByRole("main");
  for (const figure of ["Uploads that worked", "A check takes", "Downloads an hour", "Jobs to be done"])
    await expect(main.getByText(figure, { exact: true })).toBeVisible();
  const queues = main.getByRole("region", { name: "Jobs to be done by queue" });
  const spans = page.getByRole("navigation", { name: "Time shown" });
  await spans.getByRole("link", { name: "7 days" }).click();
  await expect(page).toHaveURL(/span=7d/);
  await expect(spans.getByRole("link", { name: "7 days" })).toHaveAttribute("aria-current", "true");

  const { uploads, queues: standing } = await (
    await page.request.get("/api/v1/admin/dashboard?span=7d")
  ).json();
  expect(uploads.steps).toHaveLength(28);
  expect(standing).toContainEqual(expect.objectContaining({ queue: "quick" }));
  // One row each, and the one of headings.
  await expect(queues.getByRole("row")).toHaveCount(standing.length + 1);
  const section = main.getByRole("region", { name: "Uploads", exact: true });
  if (uploads.ended > 0) {
    await section.getByText("Numbers as a table").click();
    await expect(section.getByRole("row").nth(1)).toBeVisible();
  } else await expect(section.getByText("Nothing in this time.")).toBeVisible();

  const stranger = await openPageFor("Somebody");
  expect((await stranger.request.get("/api/v1/admin/dashboard")).status()).toBe(403);
});

test("a store says how it does to whoever asks, and its numbers to those who may see them", async ({
  page,
  openPageFor,
}) => {
  const asked = await page.request.get("/api/health/ready");
  expect(asked.status()).toBe(200);
  const well = { ok: true, ms: expect.any(Number) };
  expect((await asked.json()).parts).toEqual({
    database: well,
    redis: well,
    storage: well,
    queue_age: well,
    pool: well,
  });
  const admin = await openPageFor("Admin");
  expect((await (await admin.request.get("/api/health/ready")).json()).parts.database).toEqual({
    ...well,
    words: "answers",
  });
  for (const asking of [page, admin]) expect((await asking.request.get("/metrics")).status()).toBe(401);
});

test("an admin has alerts sent to a webhook; others are not offered it", async ({ page, openPageFor }) => {
  await signInAs(page, "Admin");
  await page.goto("/console/webhooks");
  await page
    .getByRole("button", { name: /webhook/i })
    .first()
    .click();
  await expect(page.getByRole("checkbox", { name: "The store: an alert fires" })).toBeVisible();
  const developer = await openPageFor("Somebody");
  await developer.goto("/console/webhooks");
  await developer
    .getByRole("button", { name: /webhook/i })
    .first()
    .click();
  await expect(developer.getByRole("checkbox", { name: "A package fails its checks" })).toBeVisible();
  await expect(developer.getByRole("checkbox", { name: /^The store/ })).toHaveCount(0);
});
