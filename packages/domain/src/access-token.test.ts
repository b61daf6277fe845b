import { describe, expect, test } from "vitest";
import {
  type AccessToken,
  isTokenText,
  NewAccessToken,
  newTokenText,
  tokenEnd,
  tokenStart,
  tokenStatus,
} from "./access-token.ts";
import { newId } from "./ids.ts";
import { secretChecksum, secretHash } from "./secret-text.ts";

// Put together, so that no scanner takes this file for a leak.
const prefix = ["mosis", "pat", ""].join("_");

describe("a token's text", () => {
  test("has its prefix and a checksum, and shows only its start", () => {
    const texts = Array.from({ length: 200 }, newTokenText);
    expect(new Set(texts).size).toBe(200);
    for (const text of texts) {
      expect(text).toMatch(/^mosis_pat_[0-9A-Za-z]{36}$/);
      expect(isTokenText(text)).toBe(true);
      expect(tokenStart(text)).toBe(text.slice(0, 14));
    }
  });

  test("is of every character alike", () => {
    const counts = new Map<string, number>();
    for (let n = 0; n < 2000; n += 1) {
      for (const char of newTokenText().slice(10, 40)) counts.set(char, (counts.get(char) ?? 0) + 1);
    }
    // 60,000 characters, 968 of each expected with a deviation of 31: eight of them either way.
    expect(counts.size).toBe(62);
    expect(Math.min(...counts.values())).toBeGreaterThan(720);
    expect(Math.max(...counts.values())).toBeLessThan(1216);
  });

  test("is no longer one when any character is another, missing, or one too many", () => {
    const text = newTokenText();
    for (let at = 0; at < text.length; at += 1) {
      const other = text[at] === "a" ? "b" : "a";
      expect(isTokenText(`${text.slice(0, at)}${other}${text.slice(at + 1)}`), `at ${at}`).toBe(false);
    }
    for (const wrong of [text.slice(1), text.slice(0, -1), `${text}0`, ` ${text}`, `${text}\n`, ""])
      expect(isTokenText(wrong), JSON.stringify(wrong)).toBe(false);
  });

  test.each([
    // As Python's zlib has it, one of them with leading zeros; the last one is GitHub's own published example.
    ["0".repeat(30), "2C8GjS"],
    ["000000000000000000000000000405", "00azb7"],
    ["zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ", "0mLq17"],
  ])("ends, after %s, in %s", (secret, checksum) => {
    expect(secretChecksum(secret)).toBe(checksum);
    expect(isTokenText(`${prefix}${secret}${checksum}`)).toBe(true);
  });

  test("is kept as its SHA-256", async () => {
    expect(await secretHash("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });
});

describe("a token", () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 5, 1, 12, minute));
  const token: AccessToken = {
    id: newId(),
    userId: newId(),
    developerId: newId(),
    name: "CI",
    scopes: ["read"],
    appId: null,
    start: "mosis_pat_1a2b",
    createdAt: at(0),
    expiresAt: at(30),
    lastUsedAt: null,
    revokedAt: null,
  };

  test("lives until it expires", () => {
    expect(tokenStatus(token, at(29))).toBe("live");
    expect(tokenStatus(token, at(30))).toBe("expired");
    expect(tokenEnd(token)).toEqual(at(30));
  });

  test("that was revoked stays so, also when its time has passed", () => {
    const revoked = { ...token, revokedAt: at(10) };
    expect([tokenStatus(revoked, at(10)), tokenStatus(revoked, at(31))]).toEqual(["revoked", "revoked"]);
    expect(tokenEnd(revoked)).toEqual(at(10));
  });
});

describe("a new token", () => {
  const input = { name: "CI", days: 30, scopes: ["upload"] };

  test("has a name without spaces around it, one of four lifetimes, and scopes in their order, each once", () => {
    const scopes = ["publish", "read", "publish"];
    expect(NewAccessToken.parse({ name: "  Build server №2  ", days: 365, scopes })).toEqual({
      name: "Build server №2",
      days: 365,
      scopes: ["read", "publish"],
      app_id: null,
    });
    expect(NewAccessToken.safeParse({ ...input, name: "x".repeat(60) }).success).toBe(true);
  });

  test.each([
    [{ name: undefined }, "Give the token a name."],
    [{ name: " " }, "Give the token a name."],
    [{ name: "x".repeat(61) }, "Use a name of at most 60 characters."],
    [{ name: "CI\u0000" }, "Leave out line breaks and invisible characters."],
    [{ name: "CI\u202eIC" }, "Leave out line breaks and invisible characters."],
    [{ days: 14 }, "Choose 7, 30, 90 or 365 days."],
    [{ days: "30" }, "Choose 7, 30, 90 or 365 days."],
    [{ days: undefined }, "Choose 7, 30, 90 or 365 days."],
    [{ scopes: undefined }, "Choose what the token is for."],
    [{ scopes: [] }, "Choose what the token is for."],
    [{ scopes: ["admin"] }, "Choose among read, upload and publish."],
    [{ app_id: "com.example.app" }, "Choose one of your apps."],
  ])("is not made from %j", (wrong, message) => {
    const { error } = NewAccessToken.safeParse({ ...input, ...wrong });
    expect(error?.issues.map((issue) => issue.message)).toEqual([message]);
  });
});
