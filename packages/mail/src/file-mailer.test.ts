import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Mail } from "@mosis/domain";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createFileMailer } from "./file-mailer.ts";
import { createMailbox } from "./mailbox.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "mosis-mail-"));
});
afterEach(() => rm(directory, { recursive: true }));

const from = "Mosis <store@example.com>";
const notice = (props: { name?: string; sentence?: string } = {}): Mail => ({
  to: "ada@example.com",
  template: {
    name: "notice",
    props: {
      name: "Ada",
      sentence: "Notes: version 1.0.1 has been approved and can be published.",
      link: "https://store.example/console/apps/com.example.notes",
      settingsLink: "https://store.example/console/notifications/settings",
      ...props,
    },
  },
  idempotencyKey: "notice.1.2",
  unsubscribe: "https://store.example/api/v1/unsubscribe/token",
});

async function sent(mail: Mail): Promise<{ source: string; headers: string; html: string; text: string }> {
  await createFileMailer({ directory, from }).send(mail);
  const mailbox = createMailbox(directory);
  const [stored] = await mailbox.list(10);
  if (!stored) throw new Error("no mail was written");
  const source = (await mailbox.readSource(stored.name)) ?? "";
  const headers = source.slice(0, source.indexOf("\r\n\r\n")).replaceAll(/\r\n[ \t]+/g, " ");
  return { source, headers, html: stored.html, text: stored.text };
}

test("a notice goes with both texts, its place and the way out of it", async () => {
  const { source, headers, html, text } = await sent(notice());
  expect(headers).toMatch(/^From: Mosis <store@example\.com>$/m);
  expect(headers).toMatch(/^To: ada@example\.com$/m);
  expect(headers).toMatch(/^Subject: Notes: version 1\.0\.1 has been approved/m);
  expect(headers).toMatch(/^List-Unsubscribe: <https:\/\/store\.example\/api\/v1\/unsubscribe\/token>$/m);
  expect(headers).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click$/m);
  expect(headers).toMatch(/^Auto-Submitted: auto-generated$/m);
  expect(source).toMatch(/Content-Type: text\/plain/);
  expect(source).toMatch(/Content-Type: text\/html/);
  expect(html).toContain("prefers-color-scheme: dark");
  for (const words of [html, text]) {
    expect(words).toContain("https://store.example/console/apps/com.example.notes");
    expect(words).toContain("https://store.example/console/notifications/settings");
    expect(words).toContain("https://store.example/api/v1/unsubscribe/token");
  }
});

test("an invitation says by whom, to what and until when", async () => {
  const expiresAt = new Date("2026-06-08T12:00:00Z");
  const props = {
    accountName: "Acme",
    inviterName: "Bob",
    role: "maintainer",
    link: "https://s/i",
    expiresAt,
  };
  const { headers, text } = await sent({
    to: "ada@example.com",
    template: { name: "invitation", props },
    idempotencyKey: "invitation.1",
  });
  expect(headers).toMatch(/^Subject: Bob invites you to Acme$/m);
  expect(headers).not.toMatch(/^List-Unsubscribe/m);
  expect(text).toContain("as maintainer");
  expect(text).toContain("8 June 2026 at 12:00");
});

test("a repetition replaces itself under the same Message-ID, and nothing else does", async () => {
  const { headers } = await sent(notice());
  const again = await sent(notice());
  const idOf = (text: string) => /^Message-ID: (<[0-9a-f]{40}@example\.com>)$/m.exec(text)?.[1];
  expect(idOf(headers)).toBeDefined();
  expect(idOf(again.headers)).toBe(idOf(headers));
  expect(await readdir(directory)).toHaveLength(2);
  await createFileMailer({ directory, from }).send({ ...notice(), idempotencyKey: "notice.1.3" });
  expect(await createMailbox(directory).list(10)).toHaveLength(2);
});

test.each(["\r\n", "\n", "\r", "\u2028", "\u0085"])(
  "a line break %j in a name ends no header",
  async (end) => {
    const evil = `Ada${end}Bcc: eve@example.com${end}${end}<p>Evil</p>`;
    const { headers, html } = await sent(notice({ name: evil, sentence: `${evil} has joined.` }));
    expect(headers).not.toMatch(/^Bcc:/im);
    expect(headers.match(/^To:.*$/gm)).toEqual(["To: ada@example.com"]);
    expect(html).not.toContain("<p>Evil");
  },
);

test("an address is one address", async () => {
  const { headers } = await sent({
    ...notice(),
    to: "ada@example.com, eve@example.com\r\nBcc: eve@example.com",
  });
  expect(headers).not.toMatch(/^Bcc:/im);
  expect(headers).not.toMatch(/^To: ada@example\.com, eve@example\.com/m);
});

test("a mailbox gives nothing but mails", async () => {
  const mailbox = createMailbox(directory);
  expect(await createMailbox(join(directory, "none")).list(10)).toEqual([]);
  for (const name of ["../secrets", "a".repeat(40), "x"]) {
    expect(await mailbox.find(name)).toBeNull();
    expect(await mailbox.readSource(name)).toBeNull();
  }
});
