import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Page } from "@playwright/test";
import { expect, signInAs, test } from "./fixtures.ts";
import { writeSmallPackage } from "./small-app.ts";

const mosis = join(import.meta.dirname, "../apps/cli/bin/mosis.mjs");
const run = promisify(execFile);

async function createAppWithToken(page: Page, packageId: string): Promise<string> {
  const app = await page.request.post("/api/v1/apps", {
    data: {
      package_id: packageId,
      name: "Piped",
      summary: "From a pipeline",
      description: "",
      category: "utilities",
    },
  });
  expect(app.status()).toBe(201);
  const created = await page.request.post("/api/v1/tokens", {
    data: { name: "pipeline", days: 7, scopes: ["upload"] },
  });
  expect(created.status()).toBe(201);
  return ((await created.json()) as { token: string }).token;
}

/** The command a pipeline runs, against the real portal and bucket. */
test("the command line publishes, says why not, and does not repeat itself", async ({
  page,
  product,
}, testInfo) => {
  const packageId = "com.example.piped";
  await signInAs(page, "Pipeline");
  const env = {
    MOSIS_URL: product.portalUrl,
    MOSIS_TOKEN: await createAppWithToken(page, packageId),
    NO_COLOR: "1",
  };
  const file = testInfo.outputPath("piped.mosis");
  await writeSmallPackage(file, { packageId });
  const publish = (...args: string[]) => run(process.execPath, [mosis, "publish", file, ...args], { env });

  const { stdout } = await publish();
  expect(stdout).toContain("Version 1.0.0 has passed the checks and is a draft");
  const address = stdout.trim().split("\n").at(-1) ?? "";
  await page.goto(address);
  await expect(page.getByRole("button", { name: "Submit for review" })).toBeVisible();
  expect((await publish()).stdout).toContain(address);

  // Other bytes under a version code that is taken.
  await writeSmallPackage(file, { packageId, noise: 1 });
  const refused = await publish("--json").catch((error: { code: number; stdout: string }) => error);
  expect(refused).toMatchObject({ code: 1 });
  expect(JSON.parse(refused.stdout)).toMatchObject({
    version: { status: "failed", findings: [{ code: "version_code_not_greater" }] },
  });
});

test("a large package goes on where the command was killed", async ({ page, product }, testInfo) => {
  const packageId = "com.example.large";
  await signInAs(page, "Large Pipeline");
  const env = { MOSIS_URL: product.portalUrl, MOSIS_TOKEN: await createAppWithToken(page, packageId) };
  const file = testInfo.outputPath("large.mosis");
  await writeSmallPackage(file, { packageId, noise: 40_000_000 });
  const args = [mosis, "publish", file, "--concurrency", "1"];

  const killed = spawn(process.execPath, args, { env, stdio: ["ignore", "ignore", "pipe"] });
  const log: string[] = [];
  for await (const chunk of killed.stderr.setEncoding("utf8")) {
    log.push(String(chunk));
    // Two of five parts have arrived, and one of them has been reported.
    if (/Sending {2}4\d %/.test(log.join(""))) killed.kill("SIGKILL");
  }
  expect(killed.signalCode ?? (await once(killed, "exit"))[1]).toBe("SIGKILL");
  const open = await page.request.get(`/api/v1/apps/${packageId}/uploads`);
  const { items } = (await open.json()) as { items: { received_bytes: number; part_size: number }[] };
  expect(items).toHaveLength(1);
  expect(items[0]?.received_bytes).toBeGreaterThanOrEqual(items[0]?.part_size ?? 0);

  const { stdout, stderr } = await run(process.execPath, args, { env });
  // The first line tells what was there already.
  expect(stderr).toMatch(/^Sending {2}[2-9]\d %/);
  expect(stdout).toContain("has passed the checks and is a draft");
});
