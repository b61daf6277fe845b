import pg from "pg";
import { expect, signInAs, test } from "./fixtures.ts";
import { createApp, sendPackage, writeSmallPackage } from "./small-app.ts";
const packageId = `com.example.shots${process.env.R}`;
test("shots", async ({ page, openPageFor }, info) => {
  await signInAs(page, "Shooter");
  const appId = await createApp(page, packageId, "Field Notes");
  const reviewer = await openPageFor("Reviewer");
  const ids: string[] = [];
  for (const versionCode of [1, 2, 3, 4]) {
    const file = info.outputPath(`r-${versionCode}.mosis`);
    await writeSmallPackage(file, { packageId, versionCode });
    const id = await sendPackage(page, appId, file);
    await expect.poll(async () => (await (await page.request.get(`/api/v1/versions/${id}`)).json()).status, { timeout: 60_000 }).toBe("draft");
    await page.request.post(`/api/v1/versions/${id}/submit`, { data: {} });
    await reviewer.request.post(`/api/v1/versions/${id}/decision`, { data: { verdict: "approved", reason: "" } });
    if (versionCode < 4) await page.request.post(`/api/v1/versions/${id}/publish`, { data: { release: versionCode === 1 ? "stable" : "none" } });
    ids.push(id);
  }
  const post = async (path: string, data: object) => { const a = await page.request.post(`/api/v1/${path}`, { data }); if (!a.ok()) throw new Error(await a.text()); return a.json().catch(() => null); };
  const one = await post(`apps/${appId}/releases`, { version_id: ids[1], track: "stable", basis_points: 1250, ramp: { step_basis_points: 2500, every_hours: 24 } });
  await post(`apps/${appId}/releases`, { version_id: ids[2], track: "stable", basis_points: 100, starts_at: "2026-11-24T08:00:00Z" });
  await post(`apps/${appId}/releases`, { version_id: ids[0], track: "beta" });
  const two = await post(`apps/${appId}/releases`, { version_id: ids[2], track: "beta", basis_points: 5000 });
  const tr = await post(`apps/${appId}/tracks`, { name: "nightly", audience: "listed" });
  await post(`tracks/${tr.id}/devices`, { devices: [1, 2, 3].map((n) => ({ name_sha256: `${n}`.repeat(64), label: `Lab device ${n}` })) }).catch(() => {});
  const c = new pg.Client({ connectionString: process.env.DB }); await c.connect();
  await c.query("UPDATE releases SET installed=1450, failed=12 WHERE id=$1", [one.id]);
  await c.query("UPDATE releases SET installed=81, failed=14, status='paused', paused_for='failures', status_changed_at=now() - interval '5 minutes' WHERE id=$1", [two.id]);
  await c.end();
  console.log(JSON.stringify({ packageId, ids, trackId: tr.id }));
  const shots: [string, string, ((p: typeof page) => Promise<void>)?][] = [
    ["releases", `/console/apps/${packageId}/releases`],
    ["start", `/console/apps/${packageId}/releases`, async (p) => { await p.getByRole("button", { name: "Start a release" }).click(); await p.getByText("Leads to").waitFor(); await p.getByRole("checkbox", { name: "Grow by itself" }).check(); }],
    ["rollback", `/console/apps/${packageId}/releases`, async (p) => { await p.getByRole("region", { name: "beta", exact: true }).getByRole("button", { name: "Roll back" }).first().click(); }],
    ["raise", `/console/apps/${packageId}/releases`, async (p) => { await p.getByRole("region", { name: "stable", exact: true }).getByRole("button", { name: "Raise" }).first().click(); }],
    ["devices", `/console/apps/${packageId}/releases/tracks/${tr.id}`],
    ["version", `/console/apps/${packageId}/versions/${ids[1]}`],
    ["withdraw", `/console/apps/${packageId}/versions/${ids[0]}`, async (p) => { await p.getByRole("button", { name: "Withdraw" }).click(); await p.getByText(/on stable/).first().waitFor(); }],
    ["publish", `/console/apps/${packageId}/versions/${ids[3]}`, async (p) => { await p.getByRole("button", { name: "Publish" }).click(); }],
    ["together", `/console/releases/together?app=${packageId}`],
    ["console", `/console`],
  ];
  for (const scheme of ["light", "dark"] as const) for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: scheme });
    await page.evaluate((s) => localStorage.setItem("mantine-color-scheme-value", s), scheme);
    for (const [name, path, act] of shots) {
      if (scheme === "dark" && width === 390 && !["releases", "start"].includes(name)) continue;
      await page.goto(path); await page.waitForTimeout(500); await act?.(page); await page.waitForTimeout(500);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      if (wide) console.log("too wide", name, scheme, width);
      await page.screenshot({ path: `/tmp/shots-P/${name}-${scheme}-${width}.png`, fullPage: true });
    }
  }
});
