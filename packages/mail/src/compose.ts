import { createHash } from "node:crypto";
import type { Mail, MailTemplate } from "@mosis/domain";
import { render } from "@react-email/components";
import type { SendMailOptions } from "nodemailer";
import { type Letter, letter } from "./layout.ts";

/** Longest subject, characters. */
const longestSubject = 200;

/** A mail as nodemailer takes it, with both of its texts and its headers. */
export type ComposedMail = SendMailOptions & {
  subject: string;
  html: string;
  text: string;
  messageId: string;
};

/** A mail from its template. `from` is as in `MAIL_FROM`. */
export async function composeMail(
  { to, template, idempotencyKey, unsubscribe }: Mail,
  from: string,
): Promise<ComposedMail> {
  const { subject, ...words } = write(template, unsubscribe);
  const element = letter({ preview: subject, ...words });
  return {
    from,
    // As an object it is one address, whatever is in it.
    to: { name: "", address: oneLine(to) },
    subject: oneLine(subject).slice(0, longestSubject),
    html: await render(element),
    text: await render(element, { plainText: true }),
    messageId: messageIdOf(idempotencyKey, from),
    headers: {
      // No answering machine shall answer (RFC 3834 §5).
      "Auto-Submitted": "auto-generated",
      "X-Auto-Response-Suppress": "All",
      ...(unsubscribe !== undefined && {
        "List-Unsubscribe": { prepared: true, value: `<${new URL(unsubscribe).href}>` },
        // RFC 8058 §3.1.
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
      }),
    },
    // Nothing in a template is read from files or fetched.
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function write(
  template: MailTemplate,
  unsubscribe: string | undefined,
): Omit<Letter, "preview"> & { subject: string } {
  switch (template.name) {
    case "notice": {
      const { name, sentence, link, settingsLink } = template.props;
      return {
        subject: sentence,
        paragraphs: [`Hello ${name},`, sentence],
        action: { label: "Open in the portal", link },
        footer: [
          "You get this e-mail because you chose to be told. ",
          { label: "Choose what you are told", link: settingsLink },
          ...(unsubscribe === undefined
            ? []
            : [" or ", { label: "end e-mails like this one", link: unsubscribe }]),
          ".",
        ],
      };
    }
    case "invitation": {
      const { accountName, inviterName, role, link, expiresAt } = template.props;
      return {
        subject: `${inviterName} invites you to ${accountName}`,
        paragraphs: [
          `${inviterName} invites you to the developer account ${accountName}, as ${role}.`,
          `The invitation works until ${day.format(expiresAt)}.`,
        ],
        action: { label: "Look at the invitation", link },
        footer: ["If you do not know the account, leave this e-mail aside: nothing will happen."],
      };
    }
  }
}

const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });

/** Whatever a name holds, it ends no header. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();
}

/** The same key has the same id (RFC 5322 §3.6.4), by which mailboxes know a repetition. */
function messageIdOf(idempotencyKey: string, from: string): string {
  const domain = /@([\w.-]+)>?\s*$/.exec(from)?.[1] ?? "mosis.invalid";
  return `<${createHash("sha256").update(idempotencyKey).digest("hex").slice(0, 40)}@${domain}>`;
}
