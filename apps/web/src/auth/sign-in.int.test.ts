import { AsyncLocalStorage } from "node:async_hooks";
import { freshBucketPrefix, freshDatabase, freshRedis, s3Variables } from "@mosis/devstack/testing";
import type { SessionId } from "@mosis/domain";
import NextAuth from "next-auth";
import { decode } from "next-auth/jwt";
import { describe, expect, it, vi } from "vitest";

// Next tells a handler its request's cookies and headers by what surrounds the call; here this does.
const asked = new AsyncLocalStorage<{ headers: Headers; cookies: Record<string, string> }>();
vi.mock("next/headers", () => ({
  headers: async () => asked.getStore()?.headers,
  cookies: async () => ({
    get(name: string) {
      const value = asked.getStore()?.cookies[name];
      return value === undefined ? undefined : { name, value };
    },
  }),
}));

const portal = "https://localhost";
const secret = "s".repeat(32);
const { s3 } = freshBucketPrefix();
for (const [name, value] of Object.entries({
  DATABASE_URL: await freshDatabase(),
  REDIS_URL: await freshRedis(),
  ...s3Variables(s3),
  PUBLIC_URL: portal,
  EDGE_URL: "https://edge.example",
  AUTH_SECRET: secret,
  MAIL_LINK_SECRET: "m".repeat(32),
  DEMO_SIGN_IN: "on",
  LOG_LEVEL: "fatal",
}))
  vi.stubEnv(name, value);

const { container } = await import("../container.ts");
const { handleAuth } = await import("./handler.ts");
const { authOptions } = await import("./options.ts");

const sessionName = "__Secure-next-auth.session-token";
type Cookies = Record<string, string>;

interface Asked {
  method: "GET" | "POST";
  provider?: string;
  body?: Record<string, string>;
}

/** Calls next-auth with our settings in its older form, which is told everything in its arguments. */
async function ask(action: string, browser: Cookies, { method, provider, body = {} }: Asked) {
  const written = new Map<string, unknown>();
  let sent: unknown = null;
  const keep = (value: unknown) => {
    sent = value;
  };
  const answer = {
    status: () => answer,
    setHeader: (name: string, value: unknown) => written.set(name.toLowerCase(), value),
    getHeader: (name: string) => written.get(name.toLowerCase()),
    json: keep,
    send: keep,
    end: () => {},
  };
  const nextauth = [action, ...(provider ? [provider] : [])];
  const request = { method, query: { nextauth }, cookies: browser, headers: {}, body };
  await asked.run({ headers: new Headers({ "user-agent": "test" }), cookies: browser }, () =>
    NextAuth(request as never, answer as never, authOptions()),
  );
  const set = (written.get("set-cookie") ?? []) as string[];
  const pairs = set
    .map((line) => line.split(";")[0] ?? "")
    .map((pair) => [pair.slice(0, pair.indexOf("=")), decodeURIComponent(pair.slice(pair.indexOf("=") + 1))]);
  return { body: sent, set, cookies: { ...browser, ...(Object.fromEntries(pairs) as Cookies) } };
}

/** Signs in by name with what cookies the browser has; gives those it has then. */
async function signIn(name: string, browser: Cookies = {}) {
  const { body, cookies } = await ask("csrf", browser, { method: "GET" });
  const { csrfToken } = body as { csrfToken: string };
  return ask("callback", cookies, {
    method: "POST",
    provider: "demo",
    body: { csrfToken, name, json: "true" },
  });
}

async function sessionOf(cookies: Cookies): Promise<SessionId> {
  const claims = await decode({ token: cookies[sessionName] ?? "", secret });
  return claims?.sid as SessionId;
}

const isLive = async (sessionId: SessionId) => (await container().app.resolveSession({ sessionId })) !== null;

describe("a sign-in", () => {
  it("sets cookies that no script reads, that go nowhere else and only over HTTPS", async () => {
    const { set } = await signIn("Ada");
    expect(set.find((line) => line.startsWith(`${sessionName}=`))).toMatch(
      /; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/,
    );
    const { set: first } = await ask("csrf", {}, { method: "GET" });
    expect(first.find((line) => line.startsWith("__Host-"))).toMatch(
      /^__Host-next-auth\.csrf-token=[^;]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    for (const line of set) {
      expect(line).toMatch(/^__(Secure|Host)-/);
      expect(line).not.toContain("Domain");
    }
  });

  it("makes a new session every time and ends the one before it", async () => {
    const first = await signIn("Ada");
    const second = await signIn("Ada", first.cookies);
    const [before, after] = [await sessionOf(first.cookies), await sessionOf(second.cookies)];
    expect(after).not.toBe(before);
    expect([await isLive(before), await isLive(after)]).toEqual([false, true]);
  });

  it("goes on under no session that somebody else planted in the browser", async () => {
    const attacker = await signIn("Mallory");
    const planted = { [sessionName]: attacker.cookies[sessionName] ?? "" };
    const victim = await signIn("Victim", planted);
    const [theirs, own] = [await sessionOf(attacker.cookies), await sessionOf(victim.cookies)];
    expect(own).not.toBe(theirs);
    expect(await isLive(theirs)).toBe(false);
    expect((await container().app.resolveSession({ sessionId: own }))?.user.name).toBe("Victim");
  });

  it("is not begun without its CSRF token", async () => {
    const { cookies } = await ask("csrf", {}, { method: "GET" });
    const answer = await ask("callback", cookies, {
      method: "POST",
      provider: "demo",
      body: { csrfToken: "guessed", name: "Ada", json: "true" },
    });
    expect(answer.cookies).not.toHaveProperty(sessionName);
  });
});

describe("next-auth's addresses", () => {
  const post = (headers: Record<string, string>) =>
    handleAuth(new Request(`${portal}/api/auth/signout`, { method: "POST", headers }), {
      params: Promise.resolve({ nextauth: ["signout"] }),
    });

  it.each([
    { origin: "https://elsewhere.example" },
    { "sec-fetch-site": "cross-site" },
    { cookie: `${sessionName}=x` },
  ])("refuse what another site sends: %j", async (headers) => {
    const answer = await post(headers as never);
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ code: "origin_mismatch" });
  });

  it("are told so often by one address, and no more", async () => {
    const { checkGuesses, countCall } = await import("../http/rate-limits.ts");
    for (let count = 0; count < 30; count += 1) await countCall("sign_in", null, "an address");
    await expect(countCall("sign_in", null, "an address")).rejects.toMatchObject({ code: "rate_limited" });
    await expect(countCall("sign_in", null, "another")).resolves.toBeUndefined();
    await expect(checkGuesses(new Headers())).resolves.toBeUndefined();
  });
});

describe("calls with wrong tokens", () => {
  it("are not even looked at after so many from one address", async () => {
    const { GET } = await import("../app/api/v1/apps/route.ts");
    const call = async (peer: string) => {
      const headers = {
        "x-mosis-peer": peer,
        authorization: `Bearer ${["mosis", "pat", ""].join("_")}wrong`,
      };
      const request = new Request(`${portal}/api/v1/apps`, { headers });
      return GET(request, { params: Promise.resolve({}) });
    };
    for (let count = 0; count < 20; count += 1) expect((await call("203.0.113.9")).status).toBe(401);
    const answer = await call("203.0.113.9");
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(500);
    expect(await answer.json()).toMatchObject({ code: "rate_limited", status: 429 });
    expect((await call("203.0.113.10")).status).toBe(401);
  });
});
