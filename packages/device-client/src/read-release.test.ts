import { publicKeyOf, signDocument, signingKeyOf } from "@mosis/domain";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Expectation, Mistrust, readRelease } from "./read-release.ts";
import { trustKey } from "./trusted-keys.ts";

const always = { from: new Date(0), until: new Date("2100-01-01") };
const key = await signingKeyOf(new Uint8Array(32).fill(1), always);
const trusted = await trustKey(key.publicKey.bytes);
const other = await signingKeyOf(new Uint8Array(32).fill(2), always);

const document = {
  format: "mosis-release/1",
  app_id: "0190a000-0000-8000-8000-000000000002",
  package_id: "com.example.notes",
  track: "stable",
  sequence: 7,
  signed_at: "2026-11-21T12:00:00.000Z",
  expires_at: "2026-11-28T12:00:00.000Z",
  release: {
    id: "0190a000-0000-7000-8000-000000000003",
    version: "1.4.0",
    version_code: 14,
    size: 1_000,
    sha256: "a".repeat(64),
    min_os_version: null,
    published_at: "2026-11-20T12:00:00.000Z",
    contents_sha256: "b".repeat(64),
    deltas: [
      { from_version_code: 13, from_contents_sha256: "c".repeat(64), size: 90, sha256: "d".repeat(64) },
    ],
  },
};
const expected: Expectation = {
  packageId: "com.example.notes",
  track: "stable",
  seenSequence: 7,
  now: new Date("2026-11-22T00:00:00Z"),
};
const read = async (payload: unknown, expectation: Partial<Expectation> = {}, by = key) =>
  readRelease(await signDocument(payload, by), [trusted], { ...expected, ...expectation });
const mistrusted = (code: Mistrust["code"]) => expect.objectContaining({ name: "Mistrust", code });

describe("a signed release document", () => {
  it("is believed as it says, and with what later protocols add", async () => {
    const state = await read({ ...document, later: true });
    expect(state).toEqual({
      sequence: 7,
      expiresAt: new Date("2026-11-28T12:00:00Z"),
      release: {
        id: document.release.id,
        version: "1.4.0",
        versionCode: 14,
        size: 1_000,
        sha256: "a".repeat(64),
        minOsVersion: null,
        contentsSha256: "b".repeat(64),
        deltas: [
          { fromVersionCode: 13, fromContentsSha256: "c".repeat(64), size: 90, sha256: "d".repeat(64) },
        ],
      },
    });
    expect(await read({ ...document, release: null })).toMatchObject({ release: null });
  });

  it.each([
    ["document_replayed", document, { seenSequence: 8 }],
    ["document_expired", document, { now: new Date("2026-11-28T12:05:00Z") }],
    ["document_foreign", document, { packageId: "com.example.other" }],
    ["document_foreign", document, { track: "beta" }],
    ["document_invalid", { ...document, format: "mosis-release/2" }, {}],
    ["document_invalid", { ...document, sequence: 0 }, {}],
    ["document_invalid", { ...document, expires_at: "soon" }, {}],
    ["document_invalid", { ...document, release: { ...document.release, sha256: "x" } }, {}],
    ["document_invalid", { ...document, release: { ...document.release, size: -1 } }, {}],
    ["document_invalid", [document], {}],
    ["document_invalid", "text", {}],
  ] as const)("is %s", async (code, payload, expectation) => {
    await expect(read(payload, expectation)).rejects.toEqual(mistrusted(code));
  });

  it("is believed for a little longer by a clock that is ahead", async () => {
    const now = new Date("2026-11-28T12:04:59Z");
    expect((await read(document, { now })).sequence).toBe(7);
  });

  it("is not believed from a stranger, nor with anything in it changed", async () => {
    await expect(read(document, {}, other)).rejects.toEqual(mistrusted("signature_invalid"));
    const signed = await signDocument(document, key);
    const forged = { ...(await signDocument(document, other)), key_id: signed.key_id };
    await expect(readRelease(forged, [trusted], expected)).rejects.toEqual(mistrusted("signature_invalid"));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("payload", "signature"),
        fc.nat(),
        fc.constantFrom(..."ABCabc019-_"),
        async (field, place, char) => {
          const text = signed[field as "payload"];
          // The last character of a text may hold bits that stand for nothing.
          const at = place % (text.length - 1);
          fc.pre(text[at] !== char);
          const changed = { ...signed, [field]: text.slice(0, at) + char + text.slice(at + 1) };
          await expect(readRelease(changed, [trusted], expected)).rejects.toBeInstanceOf(Mistrust);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("may be anything else, and is never believed then", async () => {
    await fc.assert(
      fc.asyncProperty(fc.anything(), async (anything) => {
        await expect(readRelease(anything, [trusted], expected)).rejects.toBeInstanceOf(Mistrust);
      }),
    );
  });

  it("names its key as the store does", async () => {
    expect(trusted.id).toBe((await publicKeyOf(key.publicKey.bytes)).id);
    await expect(trustKey(new Uint8Array(31))).rejects.toThrow(RangeError);
  });
});
