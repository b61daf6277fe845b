import { AsyncLocalStorage } from "node:async_hooks";
import { openDatabase } from "@mosis/devstack";
import { freshBucketPrefix, freshDatabase, freshRedis, s3Variables } from "@mosis/devstack/testing";
import type { PlatformRole, TokenScope, UserActor } from "@mosis/domain";
import { encode } from "next-auth/jwt";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { everyRoute, type Route } from "../testing/every-route.ts";
import { type Caller, reachesInto, refusalOf } from "../testing/matrix.ts";
import { addSampleApp, type SampleApp } from "../testing/sample-account.ts";
import {
  addressOf,
  bodyOf,
  namesStores,
  ownerOf,
  paramsOf,
  type Sample,
} from "../testing/sample-requests.ts";

// Next tells a handler its request's cookies and headers by what surrounds the call; here this does.
const asked = new AsyncLocalStorage<Request>();
vi.mock("next/headers", () => ({
  headers: async () => asked.getStore()?.headers,
  cookies: async () => ({
    get(name: string) {
      const pairs = (asked.getStore()?.headers.get("cookie") ?? "")
        .split("; ")
        .map((pair) => pair.split("="));
      const value = pairs.find(([key]) => key === name)?.[1];
      return value === undefined ? undefined : { name, value };
    },
  }),
}));

const portal = "https://portal.example";
const { s3 } = freshBucketPrefix();
const databaseUrl = await freshDatabase();
const secret = "s".repeat(32);
for (const [name, value] of Object.entries({
  DATABASE_URL: databaseUrl,
  REDIS_URL: await freshRedis(),
  ...s3Variables(s3),
  PUBLIC_URL: portal,
  EDGE_URL: "https://edge.example",
  AUTH_SECRET: secret,
  MAIL_LINK_SECRET: "m".repeat(32),
  RATE_LIMITS:
    "read.account=1000000/60,read.token=1000000/60,change.account=1000000/60,change.token=1000000/60,upload.account=1000000/60,upload.token=1000000/60",
  LOG_LEVEL: "error",
}))
  vi.stubEnv(name, value);

const { container } = await import("../container.ts");
const db = openDatabase(databaseUrl);
afterAll(() => db.close());

/** What no permission stands before, and who answers for it. */
const outside: Readonly<Record<string, string>> = {
  "GET /api/auth/{nextauth}": "next-auth's own: e2e/sign-in.spec.ts",
  "POST /api/auth/{nextauth}": "next-auth's own: auth/sign-in.int.test.ts",
  "GET /api/health/live": "the sign of life",
  "GET /api/health/ready": "http/health.int.test.ts",
  "GET /metrics": "http/health.int.test.ts",
  "GET /api/v1/openapi.json": "a document for everyone",
  "GET /schemas/manifest-1.json": "a document for everyone",
};

/** What mail programs send by themselves, from wherever: what it may do stands in its link alone (RFC 8058). */
const fromAnywhere = new Set(["POST /api/v1/unsubscribe/{token}"]);

async function signIn(subject: string): Promise<{ actor: UserActor; sessionId: string }> {
  const identity = { provider: "demo", subject, name: subject, email: null, avatarUrl: null } as const;
  const { user, session } = await container().app.signIn({ identity, userAgent: "test" });
  const { id: userId, developerId, accountRole, role } = user;
  return { actor: { kind: "user", userId, developerId, accountRole, role }, sessionId: session.id };
}

async function cookieOf(sessionId: string): Promise<Record<string, string>> {
  const value = await encode({ token: { sid: sessionId }, secret });
  return { cookie: `__Secure-next-auth.session-token=${value}`, origin: portal };
}

let owner: UserActor;
let elsewhere: SampleApp;
let callers: Caller[] = [];

beforeAll(async () => {
  const signed = await signIn("owner");
  owner = signed.actor;
  const accountId = owner.developerId;
  elsewhere = await addSampleApp(db, { accountId, userId: owner.userId, submitted: true });
  const person = (name: string, { actor, sessionId }: typeof signed, inside = false) =>
    cookieOf(sessionId).then((headers) => ({
      name,
      actor,
      headers,
      inside,
      isOwner: actor.userId === owner.userId,
    }));
  const colleague = async (role: "maintainer" | "viewer") => {
    const { actor, sessionId } = await signIn(role);
    await db.query(
      "INSERT INTO memberships (developer_id, user_id, role, created_at) VALUES ($1, $2, $3, now())",
      [accountId, actor.userId, role],
    );
    await db.query("UPDATE sessions SET developer_id = $1 WHERE id = $2", [accountId, sessionId]);
    return person(role, { actor: { ...actor, developerId: accountId, accountRole: role }, sessionId }, true);
  };
  const official = async (role: PlatformRole) => {
    const { actor, sessionId } = await signIn(role);
    await db.query("UPDATE users SET role = $1 WHERE id = $2", [role, actor.userId]);
    return person(role, { actor: { ...actor, role }, sessionId });
  };
  const program = async (name: string, scopes: TokenScope[], appId: string | null): Promise<Caller> => {
    const { token, text } = await container().app.createToken({
      actor: owner,
      name,
      days: 7,
      scopes,
      app_id: appId as never,
    });
    const actor: UserActor = { ...owner, token: { id: token.id, scopes, appId: appId as never } };
    return {
      name,
      actor,
      headers: { authorization: `Bearer ${text}` },
      inside: appId === null,
      isOwner: false,
    };
  };
  callers = [
    { name: "anonymous", actor: null, headers: { origin: portal }, inside: false, isOwner: false },
    await person("another developer", await signIn("stranger")),
    await program("a token for another app", ["read", "upload", "publish"], elsewhere.ids.appId),
    await official("reviewer"),
    await official("admin"),
    await colleague("viewer"),
    await program("a token to read", ["read"], null),
    await program("a token to upload", ["upload"], null),
    await program("a token to publish", ["publish"], null),
    await colleague("maintainer"),
    await person("owner", signed, true),
  ];
});

async function sampleOf(submitted: boolean): Promise<Sample> {
  const { developerId: accountId, userId } = owner;
  const app = await addSampleApp(db, { accountId, userId, submitted });
  const { sessionId } = await signIn("owner");
  const { token } = await container().app.createToken({
    actor: owner,
    name: app.mark,
    days: 7,
    scopes: ["read"],
    app_id: null,
  });
  return { app, sessionId, tokenId: token.id };
}

interface Answer {
  status: number;
  code: string | undefined;
  text: string;
}

async function call(route: Route, sample: Sample, headers: Caller["headers"]): Promise<Answer> {
  const params = paramsOf(route, sample);
  const hasBody = route.method !== "GET";
  const request = new Request(portal + addressOf(route.path, params), {
    method: route.method,
    headers: { ...headers, ...(hasBody && { "content-type": "application/json" }) },
    ...(hasBody && { body: JSON.stringify(bodyOf(route, sample)) }),
  });
  const answer = await asked.run(request, () => route.handler(request, { params: Promise.resolve(params) }));
  const isStream = answer.headers.get("content-type")?.startsWith("text/event-stream");
  const text = isStream ? await firstOf(answer) : await answer.text();
  const isProblem = answer.headers.get("content-type") === "application/problem+json";
  return {
    status: answer.status,
    code: isProblem ? (JSON.parse(text) as { code: string }).code : undefined,
    text,
  };
}

/** The first piece of an answer that goes on for ever. */
async function firstOf(answer: Response): Promise<string> {
  const reader = answer.body?.getReader();
  const { value } = (await reader?.read()) ?? {};
  await reader?.cancel();
  return new TextDecoder().decode(value as Uint8Array);
}

/** All that was ever done: who is refused has done nothing. */
async function deeds(): Promise<number> {
  const [row] = await db.query<{ count: number }>("SELECT count(*)::int AS count FROM audit_events");
  return row?.count ?? 0;
}

/** Whether an answer tells anything of an app beyond what the question itself said. */
function tells(route: Route, { app, sessionId, tokenId }: Sample, { text }: Answer): boolean {
  const said = Object.values(paramsOf(route, { app, sessionId, tokenId }));
  const things = [app.mark, ...Object.values(app.ids), sessionId, tokenId];
  return things.some((thing) => !said.some((one) => one.includes(thing)) && text.includes(thing));
}

const refusals = new Set(
  ["sign_in_required", "token_invalid", "token_not_allowed", "token_scope_missing", "role_required"].concat([
    "account_role_required",
    "origin_mismatch",
  ]),
);

const routes = await everyRoute();

describe("every route", () => {
  it("is in the matrix", () => {
    const without = routes.filter(({ declared }) => !declared).map(({ name }) => name);
    expect(without.sort()).toEqual(Object.keys(outside).sort());
    for (const route of routes.filter(({ declared }) => declared)) expect(() => ownerOf(route)).not.toThrow();
    expect(routes.length).toBeGreaterThan(80);
  });
});

describe.each(routes.filter(({ declared }) => declared).map((route) => [route.name, route] as const))(
  "%s",
  (_, route) => {
    const audience = route.declared?.auth ?? "public";
    const owned = ownerOf(route);
    /** Rows of this route alone: one app whose version reviewers see, one of which nobody else knows. */
    let seen: Sample;
    let hidden: Sample;
    beforeAll(async () => {
      // A person has no more than so many tokens that work.
      await db.query(
        "UPDATE access_tokens SET revoked_at = now() WHERE name LIKE 'mark%' AND revoked_at IS NULL",
      );
      seen = await sampleOf(true);
      hidden = await sampleOf(false);
    });

    // Somebody may have left the account, or gone to another one.
    afterAll(async () => {
      for (const { actor, inside } of callers.filter(({ headers }) => headers.cookie)) {
        if (!actor || !inside) continue;
        const { developerId, userId, accountRole } = actor;
        await db.query(
          `INSERT INTO memberships (developer_id, user_id, role, created_at) VALUES ($1, $2, $3, now())
           ON CONFLICT (developer_id, user_id) DO UPDATE SET role = excluded.role`,
          [developerId, userId, accountRole],
        );
        await db.query("UPDATE sessions SET developer_id = $1 WHERE user_id = $2", [developerId, userId]);
      }
    });

    /** Nothing is told, nothing is done. */
    async function expectRefusal(caller: Caller, sample: Sample, code: string): Promise<void> {
      const before = await deeds();
      const answer = await call(route, sample, caller.headers);
      expect(await deeds(), `${caller.name} changed something`).toBe(before);
      expect(tells(route, sample, answer), `${caller.name} was told ${answer.text}`).toBe(false);
      if (answer.status === 422 && code === "not_found") {
        expect.fail(
          `${caller.name} was told of the body before it was looked whose things these are: give ${route.name} a body that is right in apps/web/src/testing/sample-requests.ts. ${answer.text}`,
        );
      }
      // A list of what somebody has there is as empty as if there were none.
      if (code === "not_found" && route.method === "GET" && answer.status === 200) return;
      expect([answer.status, answer.code], caller.name).toEqual([statusOfRefusal(code), code]);
    }

    it("refuses who may not", async () => {
      for (const caller of callers) {
        const refusal = refusalOf(audience, caller);
        if (refusal) await expectRefusal(caller, seen, refusal);
      }
    });

    it("keeps what is others'", async () => {
      for (const caller of callers) {
        if (refusalOf(audience, caller) || audience === "public" || reachesInto(audience, caller.actor))
          continue;
        if (owned === "store") {
          // Nobody's in particular: what it answers with is the caller's own.
          if (!caller.inside && route.method === "GET")
            expect(tells(route, hidden, await call(route, hidden, caller.headers)), caller.name).toBe(false);
          continue;
        }
        const isTheirs = owned === "person" ? caller.isOwner : caller.inside;
        if (isTheirs) continue;
        await expectRefusal(caller, hidden, "not_found");
        // What has been submitted, those who review may read, and nothing else.
        const reviews = caller.actor && !caller.actor.token && caller.actor.role !== "member";
        if (!(reviews && route.method === "GET")) await expectRefusal(caller, seen, "not_found");
      }
    });

    it("refuses what another site sends with a session", async () => {
      if (route.method === "GET" || fromAnywhere.has(route.name)) return;
      for (const caller of callers.filter(({ headers }) => headers.cookie)) {
        const { cookie = "" } = caller.headers;
        for (const from of [{ origin: "https://elsewhere.example" }, null]) {
          const headers: Record<string, string> = { cookie, ...from };
          await expectRefusal({ ...caller, headers }, seen, "origin_mismatch");
        }
      }
    });

    it("lets in who may", async () => {
      let isFirst = true;
      for (const caller of [...callers].reverse()) {
        const reaches = reachesInto(audience, caller.actor);
        const isTheirs = owned === "store" || (owned === "person" ? caller.isOwner : caller.inside);
        if (refusalOf(audience, caller) || !(isTheirs || reaches || audience === "public")) continue;
        const { status, code, text } = await call(route, seen, caller.headers);
        expect(refusals.has(code ?? ""), `${caller.name}: ${text}`).toBe(false);
        expect(status, `${caller.name}: ${text}`).toBeLessThan(500);
        // Whoever comes later may find that it is gone.
        if (isFirst && owned !== "store" && audience !== "public" && !namesStores(route))
          expect(status, `${caller.name}: ${text}`).not.toBe(404);
        isFirst = false;
      }
    });
  },
);

function statusOfRefusal(code: string): number {
  return { sign_in_required: 401, not_found: 404 }[code] ?? 403;
}
