import { expect, signInAs, test } from "./fixtures.ts";

test("the API reference shows both documents and tries a call out, without asking anyone else", async ({
  page,
  product,
}) => {
  const asked = new Set<string>();
  page.on("request", (request) => asked.add(new URL(request.url()).origin));
  await signInAs(page, "Reader");
  await page.goto("/docs/api");
  const call = page.locator("#operations-Apps-listApps");
  await expect(call).toBeVisible({ timeout: 30_000 });
  await call.getByRole("button").first().click();
  await call.getByRole("button", { name: "Try it out" }).click();
  await call.getByRole("button", { name: "Execute" }).click();
  await expect(call.locator(".live-responses-table tbody .response-col_status").first()).toContainText("200");

  await page.getByRole("link", { name: "Devices", exact: true }).click();
  await expect(page.getByRole("heading", { name: /^Mosis devices/ })).toBeVisible();
  await expect(page.getByText("/v1/apps/{package_id}/update").first()).toBeVisible();
  expect([...asked].sort()).toEqual(
    [new URL(product.portalUrl).origin, new URL(product.edgeUrl).origin].sort(),
  );
});
