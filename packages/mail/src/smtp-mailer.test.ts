import { type AddressInfo, createServer, type Server } from "node:net";
import type { Mail } from "@mosis/domain";
import { afterEach, expect, test } from "vitest";
import { createSmtpMailer } from "./smtp-mailer.ts";

const mail: Mail = {
  to: "ada@example.com",
  template: {
    name: "notice",
    props: {
      name: "Ada",
      sentence: "Something has happened.",
      link: "https://s/x",
      settingsLink: "https://s/y",
    },
  },
  idempotencyKey: "notice.1.2",
};

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** A mail server that answers RCPT with `answer`, and keeps what it is sent. */
async function startServer(answer = "250 2.1.5 Ok"): Promise<{ port: number; received: string[] }> {
  const received: string[] = [];
  const server: Server = createServer((socket) => {
    let inData = false;
    let text = "";
    const say = (line: string) => socket.write(`${line}\r\n`);
    say("220 mail.example ESMTP");
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      text += chunk.toString();
      for (;;) {
        if (inData) {
          const end = text.indexOf("\r\n.\r\n");
          if (end < 0) return;
          received.push(text.slice(0, end));
          text = text.slice(end + 5);
          inData = false;
          say("250 2.0.0 Queued");
          continue;
        }
        const end = text.indexOf("\r\n");
        if (end < 0) return;
        const line = text.slice(0, end);
        text = text.slice(end + 2);
        if (line.startsWith("RCPT")) say(answer);
        else if (line.startsWith("DATA")) {
          inData = true;
          say("354 Go on");
        } else if (line.startsWith("QUIT")) socket.end("221 Bye\r\n");
        else say("250 Ok");
      }
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  ends.push(() => new Promise((closed) => server.close(closed)));
  return { port: (server.address() as AddressInfo).port, received };
}

function mailerTo(port: number) {
  const mailer = createSmtpMailer({ url: `smtp://127.0.0.1:${port}`, from: "Mosis <store@example.com>" });
  ends.unshift(() => mailer.close());
  return mailer;
}

test("a mail arrives", async () => {
  const { port, received } = await startServer();
  await mailerTo(port).send(mail);
  expect(received).toHaveLength(1);
  expect(received[0]).toMatch(/^Subject: Something has happened\.$/m);
});

test.each([
  [
    "550 5.1.1 <ada@example.com> unknown",
    "mail_refused",
    "The mail server refuses this message for good (550 5.1.1).",
  ],
  [
    "451 4.7.1 Greylisted",
    "service_unavailable",
    "The mail server wants to be asked again later (451 4.7.1).",
  ],
])("%s is %s, and says nothing of the address", async (answer, code, message) => {
  const { port } = await startServer(answer);
  await expect(mailerTo(port).send(mail)).rejects.toMatchObject({ code, message });
});

test("a server that is away is asked again", async () => {
  const { port } = await startServer();
  await ends.pop()?.();
  await expect(mailerTo(port).send(mail)).rejects.toMatchObject({
    code: "service_unavailable",
    message: "The mail server does not answer.",
  });
});
