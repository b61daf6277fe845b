import { readFileSync } from "node:fs";
import { expect, signInAs, test } from "./fixtures.ts";
import { createApp } from "./small-app.ts";

test("an admin follows what was done, and an owner what was done in their account", async ({
  page,
  openPageFor,
}) => {
  await signInAs(page, "Audited");
  await createApp(page, "com.example.audited", "Audited notes");
  const changed = await page.request.patch("/api/v1/apps/com.example.audited", {
    data: { name: "Audited papers" },
  });
  expect(changed.status()).toBe(200);

  await test.step("the owner sees what changed", async () => {
    await page.goto("/console/team/activity");
    const entry = page.locator("details", { hasText: "App changed" });
    await entry.locator("summary").click();
    await expect(entry.getByRole("row", { name: "name Audited notes Audited papers" })).toBeVisible();
    await expect(entry.getByText("Audited", { exact: true }).first()).toBeVisible();
  });

  const admin = await openPageFor("Admin");
  await test.step("the admin finds it, by name and by kind", async () => {
    await admin.goto("/admin");
    await admin
      .getByRole("link", { name: /Audit log/ })
      .first()
      .click();
    await admin.getByLabel("Search the audit log").fill("com.example.audited");
    await admin.getByLabel("What it is about").selectOption("Apps");
    await admin.getByRole("button", { name: "Show", exact: true }).click();
    await expect(admin).toHaveURL(/group=app/);
    await expect(admin.locator("summary")).toHaveCount(2);
    const entry = admin.locator("details", { hasText: "App changed" });
    await entry.locator("summary").click();
    // Where it came from is told, and no address.
    await expect(entry.getByText(/^[0-9a-f]{16}$/)).toBeVisible();
    await entry.getByRole("link", { name: "Audited", exact: true }).click();
    await expect(admin).toHaveURL(/user=/);
    await expect(admin.getByText("Session started")).toBeVisible();
  });

  await test.step("and exports it", async () => {
    for (const [name, first] of [
      ["CSV", /^sequence,id,at,/],
      ["NDJSON", /^\{"sequence":\d+,/],
    ] as const) {
      const [download] = await Promise.all([
        admin.waitForEvent("download"),
        admin.getByRole("link", { name, exact: true }).click(),
      ]);
      const text = readFileSync(await download.path(), "utf8");
      expect(text).toMatch(first);
      expect(text).toContain("app.changed");
      expect(text).not.toContain("127.0.0.1");
    }
  });
});
