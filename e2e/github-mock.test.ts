import { createHash } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type GithubMock, startGithubMock } from "./github-mock.ts";

const callback = "http://localhost:3000/api/auth/callback/github";
const account = {
  id: 42,
  login: "octo",
  name: null,
  emails: [{ email: "octo@example.org", verified: true }],
};
let github: GithubMock;

beforeEach(async () => {
  github = await startGithubMock([account]);
  github.registerCallback(callback);
  github.approveAs("octo");
});
afterEach(() => github.close());

async function authorize(
  changes: Record<string, string> = {},
): Promise<{ status: number; location: URL | null }> {
  const query = {
    client_id: github.clientId,
    redirect_uri: callback,
    state: "s1",
    scope: "user:email",
    ...changes,
  };
  const response = await fetch(`${github.url}/login/oauth/authorize?${new URLSearchParams(query)}`, {
    redirect: "manual",
  });
  const location = response.headers.get("location");
  return { status: response.status, location: location === null ? null : new URL(location) };
}

async function exchange(fields: Record<string, string>): Promise<Record<string, string>> {
  const response = await fetch(`${github.url}/login/oauth/access_token`, {
    method: "POST",
    headers: { accept: "application/json" },
    body: new URLSearchParams({ client_id: github.clientId, client_secret: github.clientSecret, ...fields }),
  });
  return (await response.json()) as Record<string, string>;
}

async function code(changes: Record<string, string> = {}): Promise<string> {
  return (await authorize(changes)).location?.searchParams.get("code") ?? "";
}

test("a code buys one token, and the token reads the account", async () => {
  const { location } = await authorize();
  expect(location?.searchParams.get("state")).toBe("s1");
  const first = location?.searchParams.get("code") ?? "";
  const { access_token, scope } = await exchange({ code: first, redirect_uri: callback });
  expect(scope).toBe("user:email");
  const headers = { authorization: `Bearer ${access_token}` };
  expect(await (await fetch(`${github.url}/api/v3/user`, { headers })).json()).toMatchObject({
    id: 42,
    email: null,
  });
  expect(await (await fetch(`${github.url}/api/v3/user/emails`, { headers })).json()).toEqual([
    { email: "octo@example.org", verified: true, primary: true, visibility: "private" },
  ]);
  expect(github.refusals).toEqual([]);
  expect(await exchange({ code: first })).toMatchObject({ error: "bad_verification_code" });
});

test("another client, callback or a missing state stops before a code is made", async () => {
  expect((await authorize({ client_id: "other" })).status).toBe(404);
  expect((await authorize({ redirect_uri: "http://localhost:3001/api/auth/callback/github" })).status).toBe(
    400,
  );
  expect((await authorize({ redirect_uri: `${callback}-too` })).status).toBe(400);
  expect((await authorize({ state: "" })).status).toBe(400);
  expect(github.refusals).toHaveLength(4);
});

test("a wrong secret or redirect_uri buys nothing", async () => {
  expect(await exchange({ code: await code(), client_secret: "guess" })).toMatchObject({
    error: "incorrect_client_credentials",
  });
  expect(await exchange({ code: await code(), redirect_uri: `${callback}/x` })).toMatchObject({
    error: "redirect_uri_mismatch",
  });
});

test("a code bound to a challenge needs its verifier (RFC 7636)", async () => {
  const verifier = "v".repeat(43);
  const challenge = {
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
  };
  expect(await exchange({ code: await code(challenge) })).toMatchObject({ error: "bad_verification_code" });
  expect(await exchange({ code: await code(challenge), code_verifier: "w".repeat(43) })).toMatchObject({
    error: "bad_verification_code",
  });
  expect(await exchange({ code: await code(challenge), code_verifier: verifier })).toHaveProperty(
    "access_token",
  );
  expect((await authorize({ ...challenge, code_challenge_method: "plain" })).status).toBe(400);
});

test("the account's addresses need the scope, and every call a token", async () => {
  const { access_token } = await exchange({ code: await code({ scope: "read:org" }) });
  const emails = (token: string) =>
    fetch(`${github.url}/api/v3/user/emails`, { headers: { authorization: `token ${token}` } });
  expect((await emails(access_token ?? "")).status).toBe(404);
  expect((await emails("gho_guess")).status).toBe(401);
});

test("without a signed-in account the page asks, and a refusal comes back as an error", async () => {
  github.approveAs(null);
  const { status, location } = await authorize();
  expect([status, location]).toEqual([200, null]);
  const denied = await authorize({ login_as: "octo", answer: "deny" });
  expect(denied.location?.searchParams.get("error")).toBe("access_denied");
  expect(denied.location?.searchParams.get("state")).toBe("s1");
});
