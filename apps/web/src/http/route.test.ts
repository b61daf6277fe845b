import { appIdOf, DomainError, type UserActor } from "@mosis/domain";
import { createSampleStore, type SampleStore, sampleToken } from "@mosis/domain/testing";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Container } from "../container.ts";
import { memoryContainer } from "../testing/memory-container.ts";
import { AppParams } from "./inputs.ts";
import { json, route } from "./route.ts";

// Where the process keeps its adapters: here a store in memory. Cookies can only be read inside of Next, so a test
// in which a route looks at them fails.
const shared = globalThis as typeof globalThis & { mosisContainer?: Container };
const address = "https://portal.example/api/v1/things?secret=1";

let store: SampleStore;
let text: string;
let tokenId: string;
let logged: string;

beforeEach(async () => {
  store = await createSampleStore();
  const made = await store.app.createToken({ actor: store.developer, ...sampleToken });
  text = made.text;
  tokenId = made.token.id;
  logged = "";
  shared.mosisContainer = memoryContainer(store, {
    changes: { subscribe: () => () => {} },
    log: pino(
      { level: "trace" },
      {
        write(line) {
          logged += line;
        },
      },
    ),
  });
});
afterEach(() => {
  delete shared.mosisContainer;
});

const open = route({
  auth: "app.read",
  handle: async ({ actor, sessionId }) => json({ actor, sessionId }),
});
const closed = route({ auth: "self.manage", handle: async () => json({ reached: true }) });

async function call(
  handler: typeof open,
  { authorization, method = "GET", headers }: { authorization: string; method?: string; headers?: object },
): Promise<{
  status: number;
  body: { code?: string; actor?: UserActor; sessionId?: unknown };
  headers: Headers;
}> {
  const request = new Request(address, { method, headers: { ...headers, authorization } });
  const answer = await handler(request, { params: Promise.resolve({}) });
  return { status: answer.status, body: (await answer.json()) as never, headers: answer.headers };
}

describe("a call with an access token", () => {
  it("is its person's, without a session", async () => {
    const { status, body } = await call(open, { authorization: `Bearer ${text}` });
    expect(status).toBe(200);
    expect(body).toEqual({
      actor: { ...store.developer, token: { id: tokenId, scopes: sampleToken.scopes, appId: null } },
      sessionId: null,
    });
  });

  it.each(["bearer", "BEARER  "])("may spell the scheme %j (RFC 9110 §11.1)", async (scheme) => {
    expect((await call(open, { authorization: `${scheme} ${text}` })).status).toBe(200);
  });

  it("may change things from anywhere, for no browser sends it by itself", async () => {
    const headers = { origin: "https://elsewhere.example", "sec-fetch-site": "cross-site" };
    expect((await call(open, { authorization: `Bearer ${text}`, method: "POST", headers })).status).toBe(200);
  });

  it("is refused where tokens are not taken, before anything else is looked at", async () => {
    const { status, body } = await call(closed, { authorization: `Bearer ${text}` });
    expect([status, body.code]).toEqual([403, "token_not_allowed"]);
  });

  it("is not a reviewer's", async () => {
    const reviewers = route({ auth: "review.decide", handle: async () => json({ reached: true }) });
    const made = await store.app.createToken({ actor: store.reviewer, ...sampleToken });
    const { status, body } = await call(reviewers, { authorization: `Bearer ${made.text}` });
    expect([status, body.code]).toEqual([403, "token_not_allowed"]);
  });

  it.each(["Bearer", "Bearer ", "Bearer x", `Bearer mosis_pat_${"0".repeat(36)}`])(
    "is refused as %j, whatever cookies come with it",
    async (authorization) => {
      const headers = { cookie: "next-auth.session-token=something" };
      for (const handler of [open, closed]) {
        const answer = await call(handler, { authorization, headers });
        expect([answer.status, answer.body.code]).toEqual([401, "token_invalid"]);
        expect(answer.headers.get("www-authenticate")).toBe('Bearer realm="mosis", error="invalid_token"');
      }
    },
  );

  it("is refused from the moment the token is revoked or expires", async () => {
    const authorization = `Bearer ${text}`;
    const other = await store.app.createToken({ actor: store.developer, ...sampleToken, days: 30 });
    await store.app.revokeToken({ actor: store.developer, tokenId: other.token.id });
    expect((await call(open, { authorization: `Bearer ${other.text}` })).body.code).toBe("token_invalid");
    store.clock.advance(7 * 24 * 60 * 60 * 1000);
    expect((await call(open, { authorization })).body.code).toBe("token_invalid");
  });

  it("leaves no trace of the token in an answer or in the log", async () => {
    const failing = (error: Error) =>
      route({
        auth: "app.read",
        handle: async () => {
          throw error;
        },
      });
    const answers = [
      await call(failing(new Error("a fault of ours")), { authorization: `Bearer ${text}` }),
      await call(failing(new DomainError("not_found")), { authorization: `Bearer ${text}` }),
      await call(closed, { authorization: `Bearer ${text}` }),
      await call(open, { authorization: `Bearer ${text}x` }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([500, 404, 403, 401]);
    expect(logged).toContain("a fault of ours");
    for (const trace of [logged, JSON.stringify(answers)]) expect(trace).not.toContain(text.slice(14, 24));
  });

  it("is one line of the log, by its route's pattern and without what it asked for", async () => {
    await call(open, { authorization: `Bearer ${text}` });
    await call(closed, { authorization: `Bearer ${text}` });
    const lines = logged
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toMatchObject([
      { msg: "request", method: "GET", route: "/api/v1/things", status: 200, ms: expect.any(Number) },
      { msg: "request", method: "GET", route: "/api/v1/things", status: 403 },
    ]);
    expect(logged).not.toContain("secret=1");
  });

  it("is not one with another scheme: that is for whoever stands in front of the portal", async () => {
    // Without a token the route goes on to the cookies, which do not exist here.
    const { status } = await call(open, { authorization: "Basic bWU6bWU=" });
    expect(status).toBe(500);
    expect(logged).toContain("cookies");
  });
});

describe("an app in an address", () => {
  const at = async (appId: string) => (await AppParams.safeParseAsync({ appId })).data?.appId;

  it("is named by its id or its package id", async () => {
    const id = await appIdOf("com.example.notes");
    expect(await at(id)).toBe(id);
    expect(await at("com.example.notes")).toBe(id);
  });

  it.each(["notes", "Com.Example.Notes", "com.example.notes/", "..", `com.${"x".repeat(128)}`, "", "1.2"])(
    "is not named by %j",
    async (appId) => expect(await at(appId)).toBeUndefined(),
  );

  it("that is none leads nowhere", async () => {
    const handler = route({ auth: "app.read", params: AppParams, handle: async () => json({}) });
    const request = new Request(address, { headers: { authorization: `Bearer ${text}` } });
    const answer = await handler(request, { params: Promise.resolve({ appId: "No Such" }) });
    expect(answer.status).toBe(404);
  });
});
