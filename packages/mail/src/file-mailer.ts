import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Mailer } from "@mosis/domain";
import { createTransport } from "nodemailer";
import { composeMail } from "./compose.ts";
import type { StoredMail } from "./mailbox.ts";

/**
 * Writes mails into a folder instead of sending them, for a store that has no mail server: each as the `.eml` that would
 * have been sent, with what a page shows of it beside it. A repeated mail replaces itself.
 */
export function createFileMailer({ directory, from }: { directory: string; from: string }): Mailer {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: "windows" });
  return {
    async send(mail) {
      const composed = await composeMail(mail, from);
      const { message } = await transport.sendMail(composed);
      const name = composed.messageId.replace(/^<|@.*$/g, "");
      const { subject, html, text } = composed;
      const stored: StoredMail = { at: new Date().toISOString(), to: mail.to, subject, html, text };
      await mkdir(directory, { recursive: true });
      await replace(join(directory, `${name}.eml`), message as Buffer);
      // Last, as it is what lists go by.
      await replace(join(directory, `${name}.json`), JSON.stringify(stored));
    },
  };
}

/** Whole or not at all. */
async function replace(file: string, content: Buffer | string): Promise<void> {
  await writeFile(`${file}.new`, content);
  await rename(`${file}.new`, file);
}
