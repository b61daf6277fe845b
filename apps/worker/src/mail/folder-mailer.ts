import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Mailer } from "@mosis/domain";

/** Writes mails into a folder, each as a file that mail programs open (RFC 5322). */
export function createFolderMailer(directory: string): Mailer {
  return {
    async send({ to, template, idempotencyKey }) {
      if (template.name !== "invitation")
        throw new Error(`no mail of this kind is written: ${template.name}`);
      const { accountName, inviterName, role, link, expiresAt } = template.props;
      const lines = [
        `From: Mosis <store@localhost>`,
        `To: ${to}`,
        `Subject: ${encodedWord(`${oneLine(inviterName)} invites you to ${oneLine(accountName)}`)}`,
        `Date: ${new Date().toUTCString().replace("GMT", "+0000")}`,
        `Message-ID: <${idempotencyKey}@localhost>`,
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        "",
        `${oneLine(inviterName)} invites you to the account ${oneLine(accountName)} as ${role}.`,
        "",
        link,
        "",
        `The invitation is good until ${expiresAt.toISOString()}.`,
        "",
      ];
      await mkdir(directory, { recursive: true });
      const file = join(directory, `${idempotencyKey}.eml`);
      // Whoever watches the folder never sees half a mail.
      await writeFile(`${file}.part`, lines.join("\r\n"));
      await rename(`${file}.part`, file);
    },
  };
}

/** A name as part of a line: with a line break in it, it could begin a header of its own. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ");

/** RFC 2047 section 4.1, in words of at most 75 characters. */
function encodedWord(text: string): string {
  const words: string[] = [];
  let word = "";
  for (const character of text) {
    if (Buffer.byteLength(word + character) > 42) {
      words.push(word);
      word = "";
    }
    word += character;
  }
  words.push(word);
  return words.map((one) => `=?utf-8?B?${Buffer.from(one).toString("base64")}?=`).join("\r\n ");
}
