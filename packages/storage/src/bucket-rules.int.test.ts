import { execFile } from "node:child_process";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { freshBucketPrefix, s3Variables } from "@mosis/devstack/testing";
import { afterAll, expect, test } from "vitest";

const { s3 } = freshBucketPrefix();
const command = fileURLToPath(new URL("commands/apply-bucket-rules.ts", import.meta.url));

/** Runs the command with these variables added to the environment. */
function run(
  variables: Record<string, string>,
  ...args: string[]
): Promise<{ code: number; output: string }> {
  const assignments = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  return new Promise((resolve) => {
    execFile("env", [...assignments, process.execPath, command, ...args], (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), output: stdout + stderr }),
    );
  });
}

const local = {
  STORAGE_PROVIDER: "r2",
  ...s3Variables(s3),
  PUBLIC_URL: "https://store.example.com/portal",
};

test("what a server cannot do is said in a sentence, and is a failure", async () => {
  const { code, output } = await run(local);
  expect(code).toBe(1);
  expect(output).toContain("✗ This server takes no CORS rules over the S3 API (501 NotImplemented)");
  expect(output).toContain("✗ This server takes no lifecycle rules over the S3 API (501 NotImplemented)");
  expect(output).toContain("! R2 removes objects within about a day");
});

test("a dry run shows what would be set and sets nothing", async () => {
  const { code, output } = await run(local, "--dry-run");
  expect(code).toBe(0);
  expect(output).toContain("https://store.example.com");
  expect(output).not.toContain("/portal");
  expect(output).toContain("Nothing was changed");
  expect(output).not.toContain("✗");
});

test("missing variables are named", async () => {
  const { code, output } = await run({ ...local, S3_ENDPOINT: "", PUBLIC_URL: "" });
  expect(code).toBe(2);
  expect(output).toMatch(/PUBLIC_URL: .+/);
});

/** Cloudflare's API as far as wrangler needs it here; the client is the real wrangler. */
class CloudflareApi {
  readonly puts: { path: string; jurisdiction: unknown; body: unknown }[] = [];
  keeps = true;
  readonly #kept = new Map<string, unknown>();
  readonly server: Server = createServer(async (request, response) => {
    const path = request.url ?? "";
    let text = "";
    for await (const chunk of request) text += chunk;
    if (request.method === "PUT") {
      const body: unknown = JSON.parse(text);
      this.puts.push({ path, jurisdiction: request.headers["cf-r2-jurisdiction"], body });
      if (this.keeps) this.#kept.set(path, body);
    }
    const isRefused = request.headers.authorization !== "Bearer good-token";
    const errors = isRefused ? [{ code: 10_000, message: "Authentication error" }] : [];
    const result = request.method === "GET" ? (this.#kept.get(path) ?? { rules: [] }) : {};
    response.writeHead(isRefused ? 403 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify({ success: !isRefused, errors, messages: [], result }));
  });
}

const api = new CloudflareApi();
await new Promise<void>((resolve) => api.server.listen(0, "127.0.0.1", resolve));
afterAll(() => {
  api.server.closeAllConnections();
  api.server.close();
});

const account = "0123456789abcdef0123456789abcdef";
const cloudflare = {
  ...local,
  S3_ENDPOINT: `https://${account}.eu.r2.cloudflarestorage.com`,
  S3_BUCKET: "mosis-packages",
  CLOUDFLARE_API_BASE_URL: `http://127.0.0.1:${(api.server.address() as AddressInfo).port}`,
  CLOUDFLARE_API_TOKEN: "good-token",
};

test("wrangler sets the rules of R2 and reads them back", async () => {
  const { code, output } = await run(cloudflare);
  expect(output).toContain("✓ The CORS rules are set, and R2 reads them back as given.");
  expect(output).toContain("✓ The lifecycle rules are set, and R2 reads them back as given.");
  expect(code).toBe(0);
  const bucket = `/accounts/${account}/r2/buckets/mosis-packages`;
  expect(api.puts).toEqual([
    {
      path: `${bucket}/cors`,
      jurisdiction: "eu",
      body: { rules: [expect.objectContaining({ exposeHeaders: ["ETag"] })] },
    },
    {
      path: `${bucket}/lifecycle`,
      jurisdiction: "eu",
      body: {
        rules: [
          expect.objectContaining({ id: "temp-expires" }),
          expect.objectContaining({ id: "events-expire" }),
          expect.objectContaining({ id: "cdn-logs-expire" }),
          expect.objectContaining({ conditions: {} }),
        ],
      },
    },
  ]);

  api.keeps = false;
  const ignored = await run({ ...cloudflare, S3_BUCKET: "other-bucket" });
  expect(ignored.code).toBe(1);
  expect(ignored.output).toContain("✗ R2 took the CORS rules but lists others");
});

test("wrangler's own words say why it failed", async () => {
  const { code, output } = await run({ ...cloudflare, CLOUDFLARE_API_TOKEN: "bad-token" });
  expect(code).toBe(1);
  expect(output).toMatch(/✗ Wrangler could not set the CORS rules: .*Authentication error \[code: 10000\]/);
});
