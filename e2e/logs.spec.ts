import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, signInAs, test } from "./fixtures.ts";
import { createApp, sendApproved, writeSmallPackage } from "./small-app.ts";

/** What the store has written: storage as it is simulated beside the edge, by wrangler, tells of broken requests itself. */
const linesOf = (text: string) =>
  text
    .split("\n")
    .filter((line) => !line.includes("Error inside ProxyWorker"))
    .join("\n");

test("no secret reaches a log, whatever was done and whatever failed", async ({
  page,
  openPageFor,
  product,
}, info) => {
  await signInAs(page, "Logged");
  const cookies = await page.context().cookies();
  const session = cookies.find(({ name }) => name.endsWith("session-token"))?.value ?? "";
  const csrf = cookies.find(({ name }) => name.endsWith("csrf-token"))?.value ?? "";
  const made = await page.request.post("/api/v1/tokens", {
    data: { name: "Logged", days: 7, scopes: ["read", "upload"] },
  });
  const { token } = (await made.json()) as { token: string };
  const appId = await createApp(page, "com.example.logged", "Logged");
  const file = info.outputPath("logged.mosis");
  await writeSmallPackage(file, { packageId: "com.example.logged", versionCode: 1 });
  const versionId = await sendApproved({ page, reviewer: await openPageFor("Reviewer") }, appId, file);
  const download = await page.request.get(`/api/v1/versions/${versionId}/download`, { maxRedirects: 0 });
  const signature = new URL(download.headers().location ?? "").searchParams.get("X-Amz-Signature") ?? "";
  // What fails is what is logged most of.
  const asToken = { headers: { authorization: `Bearer ${token}` } };
  for (const path of ["/api/v1/apps", "/api/v1/apps/com.example.nowhere", "/api/v1/tokens?token=guess"])
    await page.request.get(path, asToken);
  await page.request.get(`/api/v1/apps?x=${token}`, { headers: { authorization: `Bearer ${token}x` } });
  await page.request.get("/api/auth/callback/github?code=stolen-code&state=stolen-state");
  await page.request.post("/api/auth/callback/demo", { form: { csrfToken: "wrong", name: "Nobody" } });
  await page.request.get(`${product.edgeUrl}/v1/download/${appId}/1?signature=stolen-signature`);

  const secrets = {
    session,
    csrf,
    token,
    signature,
    code: "stolen-code",
    state: "stolen-state",
    edge: "stolen-signature",
  };
  for (const [name, secret] of Object.entries(secrets)) expect(secret.length, name).toBeGreaterThan(8);
  const files = readdirSync(product.logsFolder).filter((name) => name.endsWith(".log"));
  const written = files.map(
    (name) => [name, linesOf(readFileSync(join(product.logsFolder, name), "utf8"))] as const,
  );
  expect(files.join(" ")).toMatch(/web.*worker|worker.*web/);
  for (const [name, text] of written.filter(([name]) => /^(web|worker|edge)/.test(name))) {
    expect(text.length, name).toBeGreaterThan(0);
    for (const [what, secret] of Object.entries(secrets))
      expect(text.includes(secret), `${what} in ${name}`).toBe(false);
    // Whatever the journeys before this one did.
    expect(
      text.match(/X-Amz-Signature=\w+|mosis_pat_\w{8}|next-auth\.session-token=\w+|whsec_\w{8}/g),
      name,
    ).toBeNull();
  }
});
