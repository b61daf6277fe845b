import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { createDownloadSigner, downloadExpiry } from "./download-signature.ts";

const secret = "0123456789abcdef0123456789abcdef";
const key = "packages/d/a/1/package.mosis";

test("the signature is HMAC-SHA-256 over purpose, expiry and key", async () => {
  const expected = createHmac("sha256", secret)
    .update(`mosis-download-v1\n1700000000\n${key}`)
    .digest("base64url");
  expect(await createDownloadSigner(secret).sign(key, 1700000000)).toBe(expected);
});

test("only the very same key, expiry and secret verify", async () => {
  const signer = createDownloadSigner(secret);
  const signature = await signer.sign(key, 1700000000);
  expect(await signer.verify(key, 1700000000, signature)).toBe(true);
  expect(await signer.verify(key, 1700000001, signature)).toBe(false);
  expect(await signer.verify(`${key}x`, 1700000000, signature)).toBe(false);
  expect(await createDownloadSigner(`${secret}x`).verify(key, 1700000000, signature)).toBe(false);
  for (const broken of [
    "",
    "a",
    signature.slice(1),
    `${signature}A`,
    `${signature.slice(0, -1)}=`,
    "é".repeat(43),
  ]) {
    expect(await signer.verify(key, 1700000000, broken)).toBe(false);
  }
});

test("an expiry stays the same for 5 minutes and is always 55 to 60 minutes ahead", () => {
  const at = (time: string) => Date.parse(`2026-03-01T${time}Z`);
  expect(downloadExpiry(at("12:00:00.000"))).toBe(at("13:00:00") / 1000);
  expect(downloadExpiry(at("12:04:59.999"))).toBe(at("13:00:00") / 1000);
  expect(downloadExpiry(at("12:05:00.000"))).toBe(at("13:05:00") / 1000);
});
