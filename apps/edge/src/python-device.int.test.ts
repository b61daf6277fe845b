import { execFile } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { requirePython } from "@mosis/devstack/python";
import { edgeUrl, freshBucketPrefix, s3Variables } from "@mosis/devstack/testing";
import { cacheControl } from "@mosis/domain";
import { afterAll, expect, test } from "vitest";
import { createContainer } from "./container.ts";
import { readNodeEnv } from "./env.ts";
import { publicKey, publishedApp, signRelease } from "./testing/published-app.ts";

const { python3 } = requirePython();
const { s3 } = freshBucketPrefix();
const { objects } = createContainer(
  readNodeEnv({
    EDGE_URL: "https://edge.example.com",
    DOWNLOAD_SIGNING_KEY: randomBytes(32).toString("hex"),
    ...s3Variables(s3),
  }),
);
const folder = await mkdtemp(join(tmpdir(), "mosis-python-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

const content = randomBytes(300_000);
const app = await publishedApp({
  size: content.length,
  sha256: createHash("sha256").update(content).digest("hex"),
});
const now = {
  signed_at: new Date().toISOString(),
  expires_at: new Date(Date.now() + 86_400_000).toISOString(),
};

async function tell(changes: Parameters<typeof signRelease>[2]): Promise<void> {
  const feed = { ...app.feed, base: await signRelease(app, app.release, { ...now, ...changes }) };
  const bytes = Buffer.from(JSON.stringify(feed));
  await objects.put({
    key: app.feedKey,
    bytes,
    contentType: "application/json",
    cacheControl: cacheControl.feed,
  });
}

/** Runs the script of docs/device-protocol.md, as it stands there. */
async function update(key = Buffer.from(publicKey.bytes).toString("base64url")): Promise<string> {
  const { stdout } = await promisify(execFile)(python3, [
    join(folder, "update.py"),
    edgeUrl(),
    app.packageId,
    "device-1",
    key,
    folder,
  ]);
  return stdout.trim();
}

test("the script of the protocol's page brings a package up to date and believes nothing else", async () => {
  const page = await readFile(join(import.meta.dirname, "../../../docs/device-protocol.md"), "utf8");
  const script = /```python\n([\s\S]+?)```/.exec(page)?.[1] ?? "";
  expect(script.trimEnd().split("\n")).toHaveLength(60);
  await writeFile(join(folder, "update.py"), script);
  await objects.put({
    key: app.packageKey,
    bytes: content,
    contentType: "application/vnd.mosis.package",
    cacheControl: cacheControl.package,
  });
  await tell({ sequence: 3, expires_at: "2026-01-01T00:00:00.000Z" });
  await expect(update()).rejects.toThrow(/out of date/);

  await tell({ sequence: 3 });
  await expect
    .poll(() => update(randomBytes(32).toString("base64url")).catch(String), { timeout: 15_000 })
    .toMatch(/not signed by the store|no point on the curve|base is not invertible/);
  // A download that broke off is gone on with.
  await writeFile(join(folder, "package.mosis"), content.subarray(0, 1_000));
  await expect.poll(() => update().catch(String), { timeout: 15_000 }).toBe("7");
  expect(content.equals(await readFile(join(folder, "package.mosis")))).toBe(true);

  await tell({ sequence: 2 });
  await expect.poll(() => update().catch(String), { timeout: 15_000 }).toMatch(/older than what was seen/);
}, 90_000);
