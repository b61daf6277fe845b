import type { Page } from "@playwright/test";
import { expect, signInAs, test } from "./fixtures.ts";
import { createApp, sendApproved, writeSmallPackage } from "./small-app.ts";

const packageId = "com.example.replicas";
/** Of the whole test, and of those at the same time. */
const reads = 10_000;
const atOnce = 16;

/** What a visitor may see: a version code, or that there is no such app. */
type Seen = number | "none";

/**
 * Two portals behind a round-robin: from the moment a change is acknowledged by one of them, neither gives an answer of
 * before.
 */
test("two portals never disagree about what was published, withdrawn and taken down", async ({
  page,
  openPageFor,
  product,
}, info) => {
  test.setTimeout(300_000);
  await signInAs(page, "Replicator");
  const appId = await createApp(page, packageId, "Replicas");
  const [reviewer, admin] = [await openPageFor("Reviewer"), await openPageFor("Admin")];
  const first = await approve(1);
  const second = await approve(2);
  const portals = [product.portalUrl, product.secondPortalUrl];
  let asked = 0;

  /** The next portal's answer about the app, or about the list of all. */
  async function see(): Promise<Seen> {
    const portal = portals[asked % portals.length];
    const isList = asked % 4 >= 2;
    asked += 1;
    const response = await fetch(`${portal}/api/v1/catalog${isList ? "" : `/${packageId}`}`);
    const body = (await response.json()) as Record<string, unknown>;
    if (!isList) return response.status === 404 ? "none" : Number(body.version_code);
    const items = body.items as { package_id: string; version: string }[];
    const item = items.find((one) => one.package_id === packageId);
    // The package's versions are 1.0.0 and 1.0.1, with the codes 1 and 2.
    return item ? Number(item.version.at(-1)) + 1 : "none";
  }

  async function staleReads(expected: Seen): Promise<number> {
    let left = reads / 4;
    let stale = 0;
    const lane = async () => {
      while (left > 0) {
        left -= 1;
        if ((await see()) !== expected) stale += 1;
      }
    };
    await Promise.all(Array.from({ length: atOnce }, lane));
    return stale;
  }

  const changes: [name: string, who: Page, path: string, expected: Seen][] = [
    ["published", page, `versions/${first}/publish`, 1],
    ["published over it", page, `versions/${second}/publish`, 2],
    ["withdrawn", page, `versions/${second}/withdraw`, 1],
    ["taken down", admin, `versions/${first}/remove`, "none"],
  ];
  // Both have answers of before in their caches.
  await Promise.all(Array.from({ length: 8 }, see));
  for (const [name, who, path, expected] of changes) {
    await test.step(`${name}: ${reads / 4} reads`, async () => {
      const reason = "It loses notes.";
      const answer = await who.request.post(`/api/v1/${path}`, {
        data: path.endsWith("publish") ? {} : { reason },
      });
      expect(answer.status()).toBe(200);
      expect(await staleReads(expected)).toBe(0);
    });
  }
  for (const portal of portals) {
    const shown = await page.request.get(`${portal}/apps/${packageId}`);
    expect(shown.status()).toBe(404);
  }
  expect(asked).toBeGreaterThanOrEqual(reads);

  async function approve(versionCode: number): Promise<string> {
    const file = info.outputPath(`replicas-${versionCode}.mosis`);
    await writeSmallPackage(file, { packageId, versionCode });
    return sendApproved({ page, reviewer }, appId, file);
  }
});
