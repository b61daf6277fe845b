import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { newWebhookSecret, signatureHeaders } from "./webhook.ts";

const text = readFileSync(join(import.meta.dirname, "../../../docs/webhooks.md"), "utf8");

test("the program for Python in docs/webhooks.md tells what is ours", async () => {
  const [, program = ""] = /^```python\n([\s\S]*?)^```$/m.exec(text) ?? [];
  const isOurs = (...given: readonly [secret: string, headers: object, body: string]) => {
    const call = `${program}\nimport json, sys\nprint(is_ours(*json.load(sys.stdin)))\n`;
    return execFileSync("python3", ["-c", call], { input: JSON.stringify(given), encoding: "utf8" }).trim();
  };
  const [secret, other] = [newWebhookSecret(), newWebhookSecret()];
  const message = { id: "0190", body: '{"type":"ping","words":"ä"}' };
  const headers = await signatureHeaders([secret], message, new Date());
  expect(isOurs(secret, headers, message.body)).toBe("True");
  expect(isOurs(other, headers, message.body)).toBe("False");
  expect(isOurs(secret, headers, message.body.replace("ä", "a"))).toBe("False");
  const rotating = await signatureHeaders([other, secret], message, new Date());
  expect(isOurs(secret, rotating, message.body)).toBe("True");
  const old = await signatureHeaders([secret], message, new Date(Date.now() - 301_000));
  expect(isOurs(secret, old, message.body)).toBe("False");
});
