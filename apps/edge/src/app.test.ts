import { expect, test } from "vitest";
import { downloadAddress } from "./downloads/download-address.ts";
import { createDownloadSigner } from "./downloads/download-signature.ts";
import { downloadSigningKey, edgeInMemory, expectProblem } from "./testing/edge-in-memory.ts";
import { publishedApp } from "./testing/published-app.ts";

const app = await publishedApp({ size: 1000, sha256: "a".repeat(64) });

test("it is healthy", async () => {
  const response = await edgeInMemory().get("/healthz");
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ status: "ok" });
});

test("web pages may ask for updates and report", async () => {
  for (const path of [`/v1/apps/${app.packageId}/update`, "/v1/updates", "/v1/reports"]) {
    const asked = { origin: "https://a.example", "access-control-request-method": "POST" };
    const response = await edgeInMemory().get(path, asked, "OPTIONS");
    expect(response.status).toBe(204);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "access-control-allow-origin": "*",
      "access-control-allow-methods": "GET, HEAD, POST",
      "access-control-allow-headers": "content-type, if-none-match",
    });
  }
});

test("what is not served is a problem", async () => {
  const at = edgeInMemory();
  at.bucket.put("events/2026-03-01/a.ndjson", "{}");
  at.bucket.put("keys/mosis-keys.json", "{}");
  const paths = ["/", "/v1", "/v1/apps", "/favicon.ico", "/healthz/", "/events/2026-03-01/a.ndjson"];
  for (const path of [...paths, "/keys/mosis-keys.json", "/v1/updates", "/v1/reports"]) {
    await expectProblem(await at.get(path), 404, "not_found");
  }
  await expectProblem(await at.get(`/v1/apps/${app.packageId}/latest`, {}, "POST"), 404, "not_found");
  expect(at.bucket.reads).toEqual([]);
});

test("the store's public keys are served as they are, and not before they are there", async () => {
  const at = edgeInMemory();
  const path = "/.well-known/mosis-keys.json";
  await expectProblem(await at.get(path), 404, "not_found");
  at.bucket.put("keys/mosis-keys.json", '{"documents":[]}');
  const response = await at.get(path);
  expect(await response.text()).toBe('{"documents":[]}');
  expect(response.headers.get("cache-control")).toBe("public, max-age=300");
  const etag = response.headers.get("etag") ?? "";
  expect((await at.get(path, { "if-none-match": etag })).status).toBe(304);
});

test("an unexpected failure is logged once under the id that the caller gets, without secrets", async () => {
  const at = edgeInMemory();
  at.bucket.head = async () => {
    throw new Error("HEAD https://s3.example/k?X-Amz-Signature=secret failed");
  };
  const signer = createDownloadSigner(downloadSigningKey);
  const path = await downloadAddress(signer, {
    version: app.version,
    part: { kind: "package" },
    expires: 1772370000,
  });
  const { id, ...body } = await expectProblem(await at.get(path), 500, "internal_error");
  expect(JSON.stringify(body)).not.toContain("s3.example");
  expect(at.logged).toEqual([
    {
      level: "error",
      message: "request failed",
      request_id: id,
      method: "GET",
      path: `/v1/download/${app.appId}/7`,
      error: expect.stringContaining("https://s3.example/k?… failed"),
    },
  ]);
  expect(JSON.stringify(at.logged)).not.toMatch(/secret|signature=/);
});
