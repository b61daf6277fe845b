import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, signInAs, test } from "./fixtures.ts";
import { createApp, sendApproved, writeSmallPackage } from "./small-app.ts";

const packageId = "com.example.notices";

/** A server of the developer's that hears what the store tells it. */
async function startReceiver() {
  const heard: { headers: IncomingHttpHeaders; body: string }[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on("end", () => {
      heard.push({ headers: request.headers, body });
      response.end("heard");
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return { heard, url: `http://127.0.0.1:${port}/hook`, stop: () => server.close() };
}

test("a rollout that pauses by itself rings the bell, sends an e-mail and tells a webhook", async ({
  page,
  openPageFor,
  product,
  consoleErrors,
}, info) => {
  // The address that is none, and Playwright's own script in the frame that an e-mail is shown in, where none may run.
  consoleErrors.expect(/422/);
  consoleErrors.expect(/Blocked script execution/);
  const receiver = await startReceiver();
  await signInAs(page, "Listener");
  const appId = await createApp(page, packageId, "Bell Tower");
  const reviewer = await openPageFor("Reviewer");

  const secret = await test.step("add a webhook, and see a ping arrive", async () => {
    await page.goto("/console/webhooks");
    await page.getByRole("button", { name: "Add a webhook" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("Release bot");
    await dialog.getByLabel("Address").fill("ftp://example.com");
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
    await expect(dialog.getByText("The address has to begin with https://.")).toBeVisible();
    await dialog.getByLabel("Address").fill(receiver.url);
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
    const text = await dialog.getByTestId("secret").innerText();
    await dialog.getByRole("button", { name: "I have copied it" }).click();
    await page.waitForURL("**/console/webhooks/*-*");
    await page.getByRole("button", { name: "Send a ping" }).click();
    await expect(page.getByText("A ping", { exact: true })).toBeVisible();
    await expect.poll(() => receiver.heard.length).toBe(1);
    await expect(async () => {
      await page.reload();
      await expect(page.getByText("Delivered", { exact: true }).last()).toBeVisible({ timeout: 1_000 });
    }).toPass();
    return text.trim();
  });

  await test.step("a rollout fails on too many devices", async () => {
    const file = info.outputPath("bells.mosis");
    await writeSmallPackage(file, { packageId });
    const versionId = await sendApproved({ page, reviewer }, appId, file);
    await page.request.post(`/api/v1/versions/${versionId}/publish`, { data: { release: "none" } });
    const started = await page.request.post(`/api/v1/apps/${appId}/releases`, {
      data: { version_id: versionId, track: "beta", basis_points: 5_000 },
    });
    const release = (await started.json()) as { id: string };
    for (let device = 0; device < 24; device += 1) {
      const reports = [{ release_id: release.id, outcome: device < 16 ? "installed" : "failed" }];
      const sent = await fetch(`${product.edgeUrl}/v1/reports`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ device: `bell-${device}`, reports }),
      });
      expect(sent.status).toBe(202);
    }
  });

  const sentence = /Bell Tower: the rollout of version 1\.0\.0 has paused by itself/;
  await test.step("the bell rings on a page that was open all the time", async () => {
    // The reviewer's page was used last; one behind another may not be painted.
    await page.bringToFront();
    await expect(page.getByRole("button", { name: /^Notifications, \d+ unread$/ })).toBeVisible({
      timeout: 120_000,
    });
    await page.getByRole("button", { name: /^Notifications/ }).click();
    await page.getByRole("link", { name: sentence }).first().click();
    await page.waitForURL(`**/console/apps/${packageId}/releases`);
    await page.goto("/console/notifications");
    const row = page.getByRole("listitem").filter({ hasText: sentence });
    await expect(row).toBeVisible();
    await page.getByRole("button", { name: "Mark all as read" }).click();
    await expect(page.getByRole("button", { name: "Notifications", exact: true })).toBeVisible();
  });

  await test.step("the webhook has heard it, signed", async () => {
    const halted = () => receiver.heard.find(({ body }) => body.includes("release.halted"));
    await expect.poll(halted, { timeout: 30_000 }).toBeDefined();
    const { headers = {}, body = "" } = halted() ?? {};
    const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
    const key = Buffer.from(secret.replace("whsec_", ""), "base64");
    const signature = createHmac("sha256", key).update(signed).digest("base64");
    expect(headers["webhook-signature"]).toBe(`v1,${signature}`);
    expect(JSON.parse(body)).toMatchObject({
      type: "release.halted",
      data: { app: { package_id: packageId }, message: expect.stringMatching(sentence) },
    });
  });

  await test.step("the e-mail is shown, and its link ends the like of it", async () => {
    await page.goto("/development/mail");
    await page.getByRole("link", { name: sentence }).first().click();
    await expect(page.getByTestId("headers")).toContainText(
      "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
    );
    const mail = page.frameLocator("iframe[title='The mail']");
    await expect(mail.getByText("Hello Listener,")).toBeVisible();
    await expect(page.getByText("to listener@demo.invalid")).toBeVisible();
    const link =
      (await mail.getByRole("link", { name: "end e-mails like this one" }).getAttribute("href")) ?? "";

    // Whoever has the link needs no sign-in.
    const stranger = await page.context().browser()?.newContext();
    const visitor = await stranger?.newPage();
    if (!visitor) throw new Error("no browser");
    await visitor.goto(link);
    await visitor.getByRole("button", { name: "End them" }).click();
    await expect(visitor.getByText("You get no more e-mails like this one")).toBeVisible();
    const oneClick = await fetch(link, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: "List-Unsubscribe=One-Click",
    });
    expect(oneClick.status).toBe(200);
    await stranger?.close();
    await page.goto("/console/notifications/settings");
    await expect(page.getByText("listener@demo.invalid")).toBeVisible();
    const choice = page.getByRole("checkbox", { name: "A rollout pauses by itself: by e-mail" });
    await expect(choice).not.toBeChecked();
    await expect(
      page.getByRole("checkbox", { name: "A rollout pauses by itself: in the portal" }),
    ).toBeChecked();
  });
  receiver.stop();
});
