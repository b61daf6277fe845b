import { describe, expect, test } from "vitest";
import { scrub } from "./scrub.ts";

describe("a line of a log", () => {
  test.each([
    [
      '{"err":"GET http://s3.example/b/k?X-Amz-Signature=ab12&X-Amz-Date=1 failed"}',
      '{"err":"GET http://s3.example/b/k?… failed"}',
    ],
    ['{"query":{"X-Amz-Signature":"ab12cd","a":1}}', '{"query":{"X-Amz-Signature":"…","a":1}}'],
    ["X-Amz-Credential: AKIA1234/2026/auto", "X-Amz-Credential: …"],
    ["token mosis_pat_ABCDEFGHIJKLmnop is bad", "token mosis_pat_… is bad"],
    ["signs with whsec_c2VjcmV0IGtleQ==", "signs with whsec_…"],
    ["cookie eyJhbGciOiJkaXIi..abc_DEF.ghi-jkl.mno", "cookie eyJ…"],
    ["Authorization: Bearer abcdefgh.12345678", "Authorization: Bearer …"],
    ["postgresql://mosis:pa55word@127.0.0.1/db", "postgresql://mosis:…@127.0.0.1/db"],
    ["redis://:pa55word@host:6379", "redis://:…@host:6379"],
    ['"path":"/invitations/Zm9vYmFyYmF6cXV4MTIz"', '"path":"/invitations/…"'],
    ['{"clientSecret":"x\\"y","n":1}', '{"clientSecret":"…","n":1}'],
    ['{"set-cookie":["a=b; HttpOnly"],"n":1}', '{"set-cookie":"…","n":1}'],
    ['{"access_token":"abc","token":"def"}', '{"access_token":"…","token":"…"}'],
    ["__Secure-next-auth.session-token=abc; theme=dark", "__Secure-next-auth.session-token=…; theme=dark"],
    ["/sign-in?callbackUrl=%2Finvitations%2Fsecret", "/sign-in?…"],
  ])("%j becomes %j", (line, clean) => expect(scrub(line)).toBe(clean));

  test.each([
    '{"level":30,"time":1795293336353,"app":"web","msg":"worker ready"}',
    '{"tokenId":"01a1ffd1-ed1d-761c-9ede-247ba7460a64","msg":"is it there? yes"}',
    "/api/v1/team/invitations/01a1ffd1-ed1d-761c-9ede-247ba7460a64",
    "SELECT key FROM objects WHERE key > $1",
    "mosis_pat_ is how they begin",
  ])("%j stays as it is", (line) => expect(scrub(line)).toBe(line));

  test("takes no longer than its length lets expect, whatever stands in it", () => {
    for (const text of ['"token":"', "?", "eyJaaaaaaaa.", "//a:", '"secret', "/invitations/", "bearer "]) {
      const began = performance.now();
      scrub(text.repeat(20_000));
      expect(performance.now() - began, text).toBeLessThan(1_000);
    }
  });
});
