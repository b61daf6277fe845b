import { expect, signInAs, test } from "./fixtures.ts";

/** What belongs to one developer does not exist for another, on pages and in the API alike. */
test("another developer's app is nowhere to be found", async ({ page, openPageFor, consoleErrors }) => {
  consoleErrors.expect(/404/);
  await signInAs(page, "Owner");
  const created = await page.request.post("/api/v1/apps", {
    data: {
      package_id: "com.example.private",
      name: "Private",
      summary: "Mine",
      description: "Mine",
      category: "utilities",
    },
  });
  expect(created.status()).toBe(201);
  const { id } = (await created.json()) as { id: string };
  const started = await page.request.post(`/api/v1/apps/${id}/uploads`, {
    data: { kind: "package", file_name: "a.mosis", size: 10, sha256: "0".repeat(64) },
  });
  expect(started.status()).toBe(201);
  const { upload } = (await started.json()) as { upload: { id: string } };

  for (const name of ["Stranger", "Reviewer"]) {
    const other = await openPageFor(name);
    for (const [method, path, data] of [
      ["GET", `/api/v1/apps/${id}`],
      ["PATCH", `/api/v1/apps/${id}`, { name: "Theirs" }],
      ["GET", `/api/v1/apps/${id}/versions`],
      [
        "POST",
        `/api/v1/apps/${id}/uploads`,
        { kind: "package", file_name: "a", size: 1, sha256: "0".repeat(64) },
      ],
      ["POST", `/api/v1/uploads/${upload.id}/complete`, {}],
      ["DELETE", `/api/v1/uploads/${upload.id}`],
    ] as const) {
      const answer = await other.request.fetch(path, { method, ...(data && { data }) });
      expect(`${name} ${method} ${path} ${answer.status()}`).toBe(`${name} ${method} ${path} 404`);
      expect(answer.headers()["content-type"]).toContain("application/problem+json");
      expect(await answer.json()).toMatchObject({ code: "not_found", status: 404 });
    }
    for (const path of ["", "/versions", "/listing"]) {
      const answer = await other.goto(`/console/apps/com.example.private${path}`);
      expect(answer?.status()).toBe(404);
    }
  }

  const cancelled = await page.request.delete(`/api/v1/uploads/${upload.id}`);
  expect(cancelled.status()).toBe(204);
});

test("bad calls get a problem with a stable code", async ({ page }) => {
  const anonymous = await page.request.get("/api/v1/apps");
  expect(anonymous.status()).toBe(401);
  expect(await anonymous.json()).toMatchObject({ code: "sign_in_required" });

  await signInAs(page, "Owner");
  const invalid = await page.request.post("/api/v1/apps", { data: { package_id: "Not An Id", name: "" } });
  expect(invalid.status()).toBe(422);
  const problem = (await invalid.json()) as { code: string; fields: { path: string }[] };
  expect(problem.code).toBe("input_invalid");
  expect(problem.fields.map(({ path }) => path)).toEqual(
    expect.arrayContaining(["package_id", "name", "summary"]),
  );

  const foreign = await page.request.post("/api/v1/apps", {
    data: {},
    headers: { origin: "https://evil.example" },
  });
  expect(foreign.status()).toBe(403);
  expect(await foreign.json()).toMatchObject({ code: "origin_mismatch" });

  expect((await page.request.get("/api/v1/nothing")).status()).toBe(404);
  expect((await page.request.put("/api/v1/apps", { data: {} })).status()).toBe(405);
});
