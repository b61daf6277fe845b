import { generateKeyPairSync, verify } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  keyInForce,
  openDocument,
  publicKeyOf,
  SignedDocument,
  signDocument,
  signingKeyOf,
} from "./signed-document.ts";

const day = (date: number) => new Date(Date.UTC(2026, 10, date));
const always = { from: day(1), until: day(30) };
// RFC 8032 §7.1, test 1.
const secret = Buffer.from("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "hex");
const publicBytes = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
const key = await signingKeyOf(secret, always);

describe("a signed document", () => {
  it("has the key pair that the standard says", async () => {
    expect(Buffer.from(key.publicKey.bytes).toString("hex")).toBe(publicBytes);
    await expect(signingKeyOf(secret.subarray(1), always)).rejects.toThrow(RangeError);
  });

  it("opens to what was signed, by whoever knows the key", async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (payload) => {
        const document = SignedDocument.parse(await signDocument(payload, key));
        const opened = await openDocument(document, [key.publicKey]);
        expect(opened).toEqual(JSON.parse(JSON.stringify(payload)));
      }),
      { numRuns: 50 },
    );
  });

  it("is verified alike by another implementation", async () => {
    const document = await signDocument({ app: "com.example.notes" }, key);
    const jwk = { kty: "OKP", crv: "Ed25519", x: Buffer.from(publicBytes, "hex").toString("base64url") };
    const { payload, signature } = document;
    const [bytes, signed] = [payload, signature].map((text) => Buffer.from(text, "base64url"));
    expect(verify(null, bytes ?? Buffer.of(), { key: jwk, format: "jwk" }, signed ?? Buffer.of())).toBe(true);
  });

  it("does not open with any character of it changed, nor with another key", async () => {
    const document = await signDocument({ sequence: 7 }, key);
    const change = (text: string, at: number) =>
      text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);
    for (const field of ["payload", "signature"] as const)
      for (let at = 0; at < document[field].length - 1; at += 1) {
        const changed = { ...document, [field]: change(document[field], at) };
        expect(await openDocument(changed, [key.publicKey]), `${field} ${at}`).toBeNull();
      }
    const { publicKey } = generateKeyPairSync("ed25519");
    const x = publicKey.export({ format: "jwk" }).x ?? "";
    const other = await publicKeyOf(Uint8Array.from(Buffer.from(x, "base64url")));
    expect(await openDocument(document, [other])).toBeNull();
    // Also when it passes for the right one.
    expect(await openDocument(document, [{ ...other, id: key.publicKey.id }])).toBeNull();
  });
});

describe("keys that follow each other", () => {
  it("sign from their beginning on, until they end", async () => {
    const first = await signingKeyOf(secret, { from: day(1), until: day(20) });
    const second = await signingKeyOf(new Uint8Array(32).fill(7), { from: day(10), until: day(30) });
    const inForce = (date: number) => keyInForce([second, first], day(date))?.publicKey.id ?? null;
    expect([0, 1, 9, 10, 19, 20, 29].map(inForce)).toEqual([
      null,
      ...[first, first, second, second, second, second].map((each) => each.publicKey.id),
    ]);
    expect(inForce(30)).toBeNull();
  });
});
