import type { APIRequestContext, Page } from "@playwright/test";
import { expect, signInAs, test } from "./fixtures.ts";

/** What a program gets: its answers' status and code. */
async function answerTo(program: APIRequestContext, method: string, path: string, data?: object) {
  const answer = await program.fetch(path, { method, ...(data && { data }) });
  const body = (await answer.json().catch(() => ({}))) as { code?: string; items?: unknown[] };
  return { method, path, status: answer.status(), code: body.code, body };
}

async function makeToken(page: Page, name: string): Promise<string> {
  await expect(async () => {
    await page.getByLabel("Name", { exact: true }).fill(name);
    await page.getByRole("button", { name: "Make token" }).click();
    await expect(page.getByRole("heading", { name: `Copy “${name}” now` })).toBeFocused({ timeout: 5_000 });
  }).toPass();
  return (await page.getByTestId("token").textContent()) ?? "";
}

test("an access token is shown once, uploads, and ends when it is revoked", async ({
  page,
  context,
  playwright,
  baseURL,
  consoleErrors,
}) => {
  // The token without a name.
  consoleErrors.expect(/422 .*\/api\/v1\/tokens/);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await signInAs(page, "Tokenmaker");
  const app = await page.request.post("/api/v1/apps", {
    data: {
      package_id: "com.example.tokens",
      name: "Tokens",
      summary: "Sent by programs",
      description: "Sent by programs",
      category: "utilities",
    },
  });
  expect(app.status()).toBe(201);

  // Made by keyboard, from the side navigation.
  await page.goto("/console");
  const places = page.getByRole("navigation", { name: "Console" });
  await places.getByRole("link", { name: "Account" }).press("Enter");
  await places.getByRole("link", { name: "Tokens" }).press("Enter");
  await expect(page.getByText("No tokens yet")).toBeVisible();
  await expect(async () => {
    await page.getByLabel("Name", { exact: true }).press("Enter");
    await expect(page.getByText("Give the token a name.")).toBeVisible({ timeout: 2_000 });
  }).toPass();
  const token = await makeToken(page, "Release pipeline");
  expect(token).toMatch(/^mosis_pat_[0-9A-Za-z]{36}$/);
  await page.getByRole("button", { name: "Copy token" }).click();
  await expect(page.getByRole("button", { name: "Copied", exact: true })).toBeVisible();
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  expect(await clipboard()).toBe(token);
  await page.getByRole("button", { name: "Copy commands" }).click();
  await expect
    .poll(clipboard)
    .toBe(`export MOSIS_TOKEN=${token}\nexport MOSIS_URL=${baseURL}\nnpx mosis publish my-app.mosis`);
  await page.getByRole("button", { name: "I have copied it" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "Release pipeline" })).toContainText(
    "Never used",
  );
  await page.reload();
  await expect(page.getByText("Release pipeline")).toBeVisible();
  expect(await page.content()).not.toContain(token);
  const listed = await (await page.request.get("/api/v1/tokens")).text();
  expect(listed).toContain(token.slice(0, 14));
  expect(listed).not.toContain(token.slice(14, 24));

  // A program has the token and no cookies. What it may do, it does from wherever it is.
  const program = await playwright.request.newContext({
    ...(baseURL && { baseURL }),
    extraHTTPHeaders: { authorization: `Bearer ${token}`, origin: "https://elsewhere.example" },
  });
  expect(await answerTo(program, "GET", "/api/v1/apps")).toMatchObject({
    status: 200,
    body: { items: [{ package_id: "com.example.tokens" }] },
  });
  const upload = { kind: "package", file_name: "a.mosis", size: 10, sha256: "0".repeat(64) };
  const started = await program.post("/api/v1/apps/com.example.tokens/uploads", { data: upload });
  expect(started.status()).toBe(201);
  const { id } = ((await started.json()) as { upload: { id: string } }).upload;
  for (const path of ["/api/v1/apps/com.example.tokens", `/api/v1/uploads/${id}`])
    expect(await answerTo(program, "GET", path)).toMatchObject({ status: 200 });
  expect(await answerTo(program, "DELETE", `/api/v1/uploads/${id}`)).toMatchObject({ status: 204 });
  expect(await answerTo(program, "GET", "/api/v1/nothing")).toMatchObject({ status: 404 });

  // What a person does themselves, it may not, though it could name them.
  const { sessions } = (await (await page.request.get("/api/v1/sessions")).json()) as {
    sessions: { id: string }[];
  };
  for (const [method, path, data] of [
    ["GET", "/api/v1/tokens"],
    ["POST", "/api/v1/tokens", { name: "Another", days: 7, scopes: ["read"] }],
    ["GET", "/api/v1/sessions"],
    ["DELETE", `/api/v1/sessions/${sessions[0]?.id}`],
    ["POST", "/api/v1/apps", {}],
    ["PATCH", "/api/v1/apps/com.example.tokens", { name: "Renamed" }],
  ] as const)
    expect(await answerTo(program, method, path, data)).toMatchObject({
      status: 403,
      code: "token_not_allowed",
    });
  // A page that has begun to stream leads on by its own text, any other by a header.
  const opened = await program.get("/console/sessions");
  expect(opened.url() + (await opened.text())).toContain("/sign-in?callbackUrl=");
  expect(await opened.text()).not.toContain("This one");

  // A bad token is refused, however good the cookie beside it.
  const beside = await page.request.get("/api/v1/apps", {
    headers: { authorization: `Bearer ${token.slice(0, -1)}` },
  });
  expect(beside.status()).toBe(401);
  expect(await beside.json()).toMatchObject({ code: "token_invalid" });
  expect(
    (await page.request.get("/api/v1/apps", { headers: { authorization: "Basic eDp5" } })).status(),
  ).toBe(200);

  await page.reload();
  await expect(page.getByText(/^Last used/)).toBeVisible();
  const revoke = page.getByRole("button", { name: "Revoke Release pipeline" });
  const dialog = page.getByRole("dialog", { name: "Revoke this token?" });
  await expect(async () => {
    await revoke.press("Enter");
    await expect(dialog).toContainText("pipeline that uses Release pipeline is refused at once", {
      timeout: 2_000,
    });
  }).toPass();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  expect(await answerTo(program, "GET", "/api/v1/apps")).toMatchObject({ status: 200 });
  await revoke.click();
  await dialog.getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByText("No live tokens")).toBeVisible();
  await expect(page.getByRole("region", { name: "No longer working" })).toContainText("Revoked just now");
  for (const path of ["/api/v1/apps", "/api/v1/sessions"])
    expect(await answerTo(program, "GET", path)).toMatchObject({ status: 401, code: "token_invalid" });
  await program.dispose();
});

test("a program follows a version by token, and nobody else's", async ({ page, playwright, baseURL }) => {
  await signInAs(page, "Tokenmaker");
  const made = await page.request.post("/api/v1/tokens", {
    data: { name: "Follower", days: 7, scopes: ["upload"] },
  });
  expect(made.status()).toBe(201);
  const { token } = (await made.json()) as { token: string };
  const program = await playwright.request.newContext({
    ...(baseURL && { baseURL }),
    extraHTTPHeaders: { authorization: `Bearer ${token}` },
  });
  await page.request.post("/api/v1/apps", {
    data: {
      package_id: "com.example.followed",
      name: "Followed",
      summary: "Followed",
      description: "Followed",
      category: "utilities",
    },
  });
  const bytes = Buffer.from("not a package");
  const sha256 = Buffer.from(await crypto.subtle.digest("SHA-256", bytes)).toString("hex");
  const started = await program.post("/api/v1/apps/com.example.followed/uploads", {
    data: { kind: "package", file_name: "a.mosis", size: bytes.length, sha256 },
  });
  const { upload, put } = (await started.json()) as {
    upload: { id: string };
    put: { url: string; method: string; headers: Record<string, string> };
  };
  // The token is for the portal alone: storage gets what the portal signed.
  const sent = await fetch(put.url, { method: put.method, headers: put.headers, body: bytes });
  expect(sent.status).toBe(200);
  const completed = await program.post(`/api/v1/uploads/${upload.id}/complete`, { data: {} });
  expect(completed.status()).toBe(202);
  const { version } = (await completed.json()) as { version: { id: string } };
  const events = await program.get(`/api/v1/versions/${version.id}/events`);
  expect(events.headers()["content-type"]).toContain("text/event-stream");
  expect(await events.text()).toContain('"status":"failed"');
  expect(await answerTo(program, "GET", `/api/v1/versions/${version.id}`)).toMatchObject({
    status: 200,
    body: { status: "failed" },
  });
  for (const [action, code] of [
    ["publish", "token_scope_missing"],
    ["cancel-review", "token_not_allowed"],
    ["decision", "token_not_allowed"],
  ])
    expect(await answerTo(program, "POST", `/api/v1/versions/${version.id}/${action}`, {})).toMatchObject({
      status: 403,
      code,
    });
  await page.goto(`/console/apps/com.example.followed/versions/${version.id}`);
  await expect(page.getByText(/Tokenmaker, by access token/).first()).toBeVisible();
  await program.dispose();
});
