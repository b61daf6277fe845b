import { describe, expect, it, vi } from "vitest";

vi.mock("../env.ts", () => ({ env: () => ({ PUBLIC_URL: "https://portal.example" }) }));
const { assertSameOrigin } = await import("./same-origin.ts");

const session = { cookie: "theme=dark; __Secure-next-auth.session-token=x" };
const pieces = { cookie: "__Secure-next-auth.session-token.0=x" };
const from = (headers: object) => () =>
  assertSameOrigin(
    new Request("https://portal.example/api/v1/apps", {
      method: "POST",
      headers: new Headers(Object.entries(headers)),
    }),
  );

describe("a request that changes something", () => {
  it.each([
    { origin: "https://portal.example", ...session },
    { "sec-fetch-site": "same-origin", ...session },
    { "sec-fetch-site": "none", ...session },
    // Programs without a session have nothing to be abused.
    {},
    { cookie: "theme=dark; xnext-auth.session-token=x" },
  ])("is carried out with %j", (headers) => expect(from(headers)).not.toThrow());

  it.each([
    { origin: "https://elsewhere.example", ...session },
    { origin: "http://portal.example", ...session },
    { origin: "https://portal.example:8443", ...session },
    { origin: "https://portal.example.elsewhere.example" },
    { origin: "null", ...session },
    { origin: "", ...session },
    { origin: "https://elsewhere.example", "sec-fetch-site": "same-origin" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site", ...session },
    session,
    pieces,
  ])("is refused with %j", (headers) =>
    expect(from(headers)).toThrow(expect.objectContaining({ code: "origin_mismatch" })),
  );
});
