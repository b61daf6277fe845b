import { DomainError, type Mailer } from "@mosis/domain";
import { createTransport } from "nodemailer";
import { composeMail } from "./compose.ts";

/**
 * Sends by SMTP, over at most three connections that are kept.
 * @param options.url `smtps://USER:PASSWORD@HOST`, or `smtp://…`, which turns to TLS where the server offers it.
 */
export function createSmtpMailer({ url, from }: { url: string; from: string }): Mailer & { close(): void } {
  const transport = createTransport({
    pool: true,
    maxConnections: 3,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    ...optionsOf(url),
  });
  return {
    async send(mail) {
      const composed = await composeMail(mail, from);
      try {
        await transport.sendMail(composed);
      } catch (error) {
        throw translate(error);
      }
    },
    close: () => transport.close(),
  };
}

function optionsOf(address: string): object {
  const url = new URL(address);
  const secure = url.protocol === "smtps:";
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port ? Number(url.port) : secure ? 465 : 587,
    secure,
    ...(url.username && {
      auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
    }),
  };
}

/**
 * RFC 5321 §4.2.1: 5yz answers are for good, 4yz ones for now. A refused sign-in is the store's affair, and no reason to
 * give up a mail. What the server says beside its codes may hold addresses, and stays out.
 */
function translate(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { code, responseCode, response } = error as Error & {
    code?: string;
    responseCode?: number;
    response?: string;
  };
  if (code === "EAUTH")
    return new DomainError("service_unavailable", {
      message: "The mail server does not let the store sign in: see SMTP_URL.",
      cause: error,
    });
  const status = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response ?? "")?.[1];
  const answer = [responseCode, status].filter(Boolean).join(" ");
  if (responseCode !== undefined && responseCode >= 500)
    return new DomainError("mail_refused", {
      message: `The mail server refuses this message for good (${answer}).`,
      cause: error,
    });
  return new DomainError("service_unavailable", {
    message:
      responseCode === undefined
        ? "The mail server does not answer."
        : `The mail server wants to be asked again later (${answer}).`,
    cause: error,
  });
}
