import { expect, signInAs, test } from "./fixtures.ts";

/** A program gets a token of its own, which can upload, can do nothing else, and ends when it is revoked. */
test("an access token is shown once, uploads, and ends when it is revoked", async ({
  page,
  playwright,
  baseURL,
  consoleErrors,
}) => {
  // A token without a name.
  consoleErrors.expect(/422/);
  await signInAs(page, "Tokenmaker");
  const created = await page.request.post("/api/v1/apps", {
    data: {
      package_id: "com.example.tokens",
      name: "Tokens",
      summary: "Sent by programs",
      description: "Sent by programs",
      category: "utilities",
    },
  });
  expect(created.status()).toBe(201);

  await page.goto("/console/tokens");
  await expect(page.getByText("No tokens yet")).toBeVisible();
  await page.getByRole("button", { name: "Make token" }).click();
  await expect(page.getByText("Give the token a name.")).toBeVisible();
  await page.getByLabel("Name", { exact: true }).fill("release pipeline");
  await page.getByRole("button", { name: "Make token" }).click();
  const token = (await page.getByTestId("token").textContent()) ?? "";
  expect(token).toMatch(/^mosis_pat_[0-9A-Za-z]{36}$/);
  await expect(page.getByText("never used")).toBeVisible();
  await page.reload();
  await expect(page.getByText("release pipeline")).toBeVisible();
  await expect(page.getByText(token)).toHaveCount(0);

  const extraHTTPHeaders = { authorization: `Bearer ${token}` };
  const program = await playwright.request.newContext({ ...(baseURL && { baseURL }), extraHTTPHeaders });
  const started = await program.post("/api/v1/apps/com.example.tokens/uploads", {
    data: { kind: "package", file_name: "a.mosis", size: 10, sha256: "0".repeat(64) },
  });
  expect(started.status()).toBe(201);
  const { upload } = (await started.json()) as { upload: { id: string } };
  const open = await program.get("/api/v1/apps/com.example.tokens/uploads");
  expect(await open.json()).toMatchObject({ items: [{ id: upload.id, received_bytes: 0 }] });
  expect((await program.delete(`/api/v1/uploads/${upload.id}`)).status()).toBe(204);
  for (const [method, path] of [
    ["GET", "/api/v1/tokens"],
    ["POST", "/api/v1/tokens"],
    ["GET", "/api/v1/sessions"],
    ["POST", "/api/v1/apps"],
  ] as const) {
    const answer = await program.fetch(path, { method, data: {} });
    expect(`${method} ${path} ${answer.status()}`).toBe(`${method} ${path} 403`);
    expect(await answer.json()).toMatchObject({ code: "token_not_allowed" });
  }

  await page.reload();
  await expect(page.getByText(/last used/)).toBeVisible();
  await page.getByRole("button", { name: "Revoke release pipeline" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByText("No tokens yet")).toBeVisible();
  const late = await program.get("/api/v1/apps");
  expect(late.status()).toBe(401);
  expect(await late.json()).toMatchObject({ code: "token_invalid" });
  await program.dispose();
});
