import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * The part of a GitHub Enterprise Server that sign-in talks to: OAuth's web application flow with PKCE and the two
 * user calls of REST v3. As strict as the original where a mistake of ours would otherwise pass unseen.
 *
 * Source: GitHub docs, "Authorizing OAuth apps" and "Troubleshooting OAuth app access token request errors".
 */
export type GithubAccount = {
  id: number;
  login: string;
  name: string | null;
  /** The first one is the primary address. */
  emails: { email: string; verified: boolean }[];
};

export type GithubMock = {
  /** Base URL of the "Enterprise server", without a slash at the end. */
  url: string;
  clientId: string;
  clientSecret: string;
  /** Tells where the portal's callback may be; GitHub knows it from the app's registration. */
  registerCallback(url: string): void;
  /** Signs the browser in at GitHub: the next authorizations need no click. Null asks again. */
  approveAs(login: string | null): void;
  /** Everything refused so far, in words. A journey that went well leaves it empty. */
  refusals: readonly string[];
  close(): Promise<void>;
};

type Grant = {
  account: GithubAccount;
  scopes: string[];
  redirectUri: string;
  challenge: string | null;
  expires: number;
};

const codeLifetime = 10 * 60 * 1000;

export async function startGithubMock(accounts: readonly GithubAccount[]): Promise<GithubMock> {
  const clientId = `Ov23li${randomBytes(7).toString("hex")}`;
  const clientSecret = randomBytes(20).toString("hex");
  const codes = new Map<string, Grant>();
  const tokens = new Map<string, Grant>();
  const refusals: string[] = [];
  let callback: string | null = null;
  let signedInAs: string | null = null;

  const refuse = (reason: string): string => {
    refusals.push(reason);
    return reason;
  };

  function authorize(query: URLSearchParams, response: ServerResponse): void {
    if (query.get("client_id") !== clientId) return void html(response, 404, refuse("unknown client_id"));
    const redirectUri = query.get("redirect_uri") ?? callback;
    if (redirectUri === null || !isBelow(redirectUri, callback)) {
      return void html(response, 400, refuse(`redirect_uri is not registered: ${redirectUri}`));
    }
    if (!query.get("state")) return void html(response, 400, refuse("no state: sign-in could be forged"));
    if (query.has("code_challenge") && query.get("code_challenge_method") !== "S256") {
      return void html(response, 400, refuse("code_challenge_method must be S256"));
    }
    const login = query.get("login_as") ?? signedInAs;
    const account = accounts.find((each) => each.login === login);
    if (account === undefined) return void html(response, 200, approvalPage(query, accounts));
    const back = new URL(redirectUri);
    if (query.get("answer") === "deny") {
      back.searchParams.set("error", "access_denied");
      back.searchParams.set("error_description", "The user has denied your application access.");
    } else {
      const code = randomBytes(10).toString("hex");
      const scopes = (query.get("scope") ?? "").split(/[ ,]+/).filter(Boolean);
      const challenge = query.get("code_challenge");
      codes.set(code, { account, scopes, redirectUri, challenge, expires: Date.now() + codeLifetime });
      back.searchParams.set("code", code);
    }
    back.searchParams.set("state", query.get("state") ?? "");
    response.writeHead(302, { location: back.href }).end();
  }

  function exchange(request: IncomingMessage, body: URLSearchParams): Record<string, string> {
    const [id, secret] = credentials(request, body);
    if (id !== clientId || !equal(secret, clientSecret)) {
      return failure(
        "incorrect_client_credentials",
        "The client_id and/or client_secret passed are incorrect.",
      );
    }
    const code = body.get("code") ?? "";
    const grant = codes.get(code);
    codes.delete(code);
    const expired = "The code passed is incorrect or expired.";
    if (grant === undefined || grant.expires < Date.now()) return failure("bad_verification_code", expired);
    const redirectUri = body.get("redirect_uri");
    if (redirectUri !== null && redirectUri !== grant.redirectUri) {
      return failure("redirect_uri_mismatch", "The redirect_uri must match the one of the authorization.");
    }
    if (grant.challenge !== (body.has("code_verifier") ? s256(body.get("code_verifier") ?? "") : null)) {
      return failure("bad_verification_code", "The code_verifier does not match the code_challenge.");
    }
    const token = `gho_${randomBytes(18).toString("hex")}`;
    tokens.set(token, grant);
    return { access_token: token, token_type: "bearer", scope: grant.scopes.join(",") };
  }

  function failure(error: string, description: string): Record<string, string> {
    refuse(`${error}: ${description}`);
    return { error, error_description: description };
  }

  function api(path: string, request: IncomingMessage, response: ServerResponse): void {
    const token = /^(?:bearer|token) (.+)$/i.exec(request.headers.authorization ?? "")?.[1];
    const grant = tokens.get(token ?? "");
    if (grant === undefined) return void json(response, 401, { message: refuse("Bad credentials") });
    const { account, scopes } = grant;
    const mayReadEmails = scopes.includes("user") || scopes.includes("user:email");
    if (path === "/api/v3/user") {
      return void json(response, 200, {
        login: account.login,
        id: account.id,
        node_id: Buffer.from(`04:User${account.id}`).toString("base64"),
        type: "User",
        name: account.name,
        // Null unless the person made an address public: sign-in must ask for the list.
        email: null,
        avatar_url: `${url}/avatars/${account.login}`,
        html_url: `${url}/${account.login}`,
      });
    }
    if (path === "/api/v3/user/emails" && mayReadEmails) {
      const list = account.emails.map((each, index) => ({
        ...each,
        primary: index === 0,
        visibility: "private",
      }));
      return void json(response, 200, list);
    }
    json(response, 404, { message: refuse(`Not Found: ${path}`) });
  }

  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    if (pathname === "/favicon.ico") return void response.writeHead(204).end();
    const body = new URLSearchParams(await readBody(request));
    if (pathname === "/login/oauth/authorize" && request.method === "GET")
      return authorize(searchParams, response);
    if (pathname === "/login/oauth/access_token" && request.method === "POST") {
      // Errors are answered with 200, as GitHub does.
      const answer = exchange(request, body);
      if (request.headers.accept?.includes("application/json")) return json(response, 200, answer);
      response.writeHead(200, { "content-type": "application/x-www-form-urlencoded" });
      return void response.end(new URLSearchParams(answer).toString());
    }
    if (pathname.startsWith("/api/v3/") && request.method === "GET") return api(pathname, request, response);
    if (pathname.startsWith("/avatars/")) {
      return void response.writeHead(200, { "content-type": "image/svg+xml" }).end(avatar);
    }
    json(response, 404, { message: refuse(`Not Found: ${request.method} ${pathname}`) });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    clientId,
    clientSecret,
    refusals,
    registerCallback: (registered) => {
      callback = registered;
    },
    approveAs: (login) => {
      signedInAs = login;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** GitHub's rule: same host and port, and a path at or below the registered one. */
function isBelow(candidate: string, registered: string | null): boolean {
  if (registered === null || !URL.canParse(candidate)) return false;
  const [one, other] = [new URL(candidate), new URL(registered)];
  const base = other.pathname.replace(/\/$/, "");
  return one.origin === other.origin && (one.pathname === base || one.pathname.startsWith(`${base}/`));
}

function credentials(request: IncomingMessage, body: URLSearchParams): [string, string] {
  const basic = /^basic (.+)$/i.exec(request.headers.authorization ?? "")?.[1];
  if (basic === undefined) return [body.get("client_id") ?? "", body.get("client_secret") ?? ""];
  const [id = "", secret = ""] = Buffer.from(basic, "base64").toString().split(":").map(decodeURIComponent);
  return [id, secret];
}

function equal(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}

/** RFC 7636, section 4.2. */
function s256(verifier: string): string {
  return createHash("sha256").update(verifier).digest("base64url");
}

async function readBody(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const part of request.setEncoding("utf8")) text += part;
  return text;
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response
    .writeHead(status, { "content-type": "application/json; charset=utf-8" })
    .end(JSON.stringify(value));
}

function html(response: ServerResponse, status: number, content: string): void {
  response
    .writeHead(status, { "content-type": "text/html; charset=utf-8" })
    .end(`<!doctype html><html lang="en"><title>Authorize</title><main>${content}</main></html>`);
}

function approvalPage(query: URLSearchParams, accounts: readonly GithubAccount[]): string {
  const hidden = [...query]
    .map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`)
    .join("");
  const form = (login: string) =>
    `<form action="/login/oauth/authorize">${hidden}<input type="hidden" name="login_as" value="${escapeHtml(login)}">` +
    `<button>Authorize as ${escapeHtml(login)}</button>` +
    `<button name="answer" value="deny">Cancel as ${escapeHtml(login)}</button></form>`;
  return `<h1>Authorize the application</h1>${accounts.map(({ login }) => form(login)).join("")}`;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}

const avatar =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><rect width="8" height="8" fill="#6b7a90"/></svg>';
