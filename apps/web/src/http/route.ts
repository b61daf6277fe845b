import {
  type Application,
  DomainError,
  newId,
  opensToTokens,
  type Permission,
  requirePermission,
  type SessionId,
  type UserActor,
} from "@mosis/domain";
import type { z } from "zod";
import { currentSession } from "../auth/session.ts";
import { type Container, container } from "../container.ts";
import { cameFrom } from "./came-from.ts";
import { problem, problemOf } from "./problem.ts";
import type { RateClass } from "./rate-limit-numbers.ts";
import { checkGuesses, countCall } from "./rate-limits.ts";
import { routePattern } from "./route-pattern.ts";
import { assertSameOrigin } from "./same-origin.ts";

/** Most bytes of a request's JSON body. */
const bodyLimit = 64 * 1024;

/** Who may call: anyone, or who has a permission. Which tokens may, follows from it. */
export type Audience = "public" | Permission;

interface Declaration<Auth extends Audience, Params, Query, Body> {
  auth: Auth;
  /** Whether other sites may send it, as what it does depends on no cookie. For the public alone. */
  anyOrigin?: Auth extends "public" ? boolean : never;
  params?: z.ZodType<Params>;
  query?: z.ZodType<Query>;
  body?: z.ZodType<Body>;
  /** Under which limit calls are counted; without it, by whether they read or change. */
  limit?: RateClass;
  handle(call: {
    actor: Auth extends "public" ? UserActor | null : UserActor;
    sessionId: string | null;
    params: Params;
    query: Query;
    body: Body;
    request: Request;
    app: Application;
    queries: Container["queries"];
    catalog: Container["catalog"];
    changes: Container["changes"];
  }): Promise<Response>;
}

/** What a route declares, for those who describe or check it. */
export interface Declared {
  auth: Audience;
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
}

type Handler = ((request: Request, context: { params: Promise<unknown> }) => Promise<Response>) & {
  declared: Declared;
};

/**
 * A route of the API: says who may call and what it takes, and calls one use case. Everything that comes in is
 * parsed here, and everything that goes wrong becomes a problem document here.
 */
export function route<Auth extends Audience, Params = undefined, Query = undefined, Body = undefined>(
  declaration: Declaration<Auth, Params, Query, Body>,
): Handler {
  const answer = async (request: Request, named: unknown, requestId: string): Promise<Response> => {
    try {
      const { app, queries, catalog, changes, watch } = container();
      const caller = await callerOf(request, declaration);
      const actor = authorize(declaration.auth, caller.actor);
      if (actor) watch.addLogFields(fieldsOf(actor));
      await countCall(limitOf(request, declaration, actor), actor, cameFrom(request.headers));
      const params = await parseAddress(declaration.params, named);
      const query = declaration.query?.parse(Object.fromEntries(new URL(request.url).searchParams)) as Query;
      const body = (await declaration.body?.parseAsync(await readJson(request))) as Body;
      const response = await declaration.handle({
        actor: actor as never,
        sessionId: caller.sessionId,
        params,
        query,
        body,
        request,
        app,
        queries,
        catalog,
        changes,
      });
      response.headers.set("x-request-id", requestId);
      if (!response.headers.has("cache-control")) response.headers.set("cache-control", "no-store");
      return response;
    } catch (error) {
      return problemOf(error, requestId) ?? unexpected(error, request, requestId);
    }
  };
  const handle = async (request: Request, context: { params: Promise<unknown> }): Promise<Response> => {
    const { watch, log } = container();
    const [id, named, from] = [newId<"request">(), await context.params, performance.now()];
    const { method, headers } = request;
    const route = routePattern(new URL(request.url).pathname, named);
    return watch.request({ id, method, route, trace: headers.get("traceparent") }, async () => {
      const response = await answer(request, named, id);
      const ms = Math.round(performance.now() - from);
      log.info({ method, route, status: response.status, ms }, "request");
      return response;
    });
  };
  return Object.assign(handle, { declared: declaration as Declared });
}

/**
 * Who calls: a program that shows a token, whatever cookies come with it, or a person with a session. No browser sends
 * a token of its own accord, so where such a call comes from does not matter.
 */
async function callerOf(
  request: Request,
  { auth: audience, anyOrigin = false }: { auth: Audience; anyOrigin?: boolean },
): Promise<{ actor: UserActor | null; sessionId: string | null }> {
  const text = bearerOf(request);
  if (text !== null) {
    await checkGuesses(request.headers);
    const from = cameFrom(request.headers);
    const found = await container().app.resolveToken({ text });
    if (!found) {
      await countCall("token_guess", null, from);
      throw new DomainError("token_invalid");
    }
    const actor: UserActor = { ...found, ...(from && { from }) };
    if (audience !== "public" && !opensToTokens(audience)) throw new DomainError("token_not_allowed");
    return { actor, sessionId: null };
  }
  if (anyOrigin) return { actor: null, sessionId: null };
  if (!isSafe(request)) assertSameOrigin(request);
  const session = await currentSession();
  return { actor: session?.actor ?? null, sessionId: session?.session.id ?? null };
}

function isSafe({ method }: Request): boolean {
  return method === "GET" || method === "HEAD";
}

function limitOf(request: Request, { limit }: { limit?: RateClass }, actor: UserActor | null): RateClass {
  if (limit) return limit;
  if (!actor) return "public";
  return isSafe(request) ? "read" : "change";
}

/**
 * The text after `Bearer` (RFC 6750 §2.1), null without one. Other schemes are not meant for us: a browser sends
 * `Basic` to every address behind a proxy that asked for it.
 */
function bearerOf(request: Request): string | null {
  const match = /^bearer(?:\s+(.*))?$/i.exec(request.headers.get("authorization")?.trim() ?? "");
  return match && (match[1] ?? "");
}

/** An address with an id that is none leads nowhere, like one whose id does not exist. */
async function parseAddress<Params>(schema: z.ZodType<Params> | undefined, params: unknown): Promise<Params> {
  const parsed = await schema?.safeParseAsync(params);
  if (parsed && !parsed.success) throw new DomainError("not_found");
  return parsed?.data as Params;
}

function authorize(audience: Audience, actor: UserActor | null): UserActor | null {
  if (audience === "public") return actor;
  if (!actor) throw new DomainError("sign_in_required");
  requirePermission(actor, audience);
  return actor;
}

async function readJson(request: Request): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > bodyLimit) {
      throw new DomainError("input_invalid", { message: `The request is longer than ${bodyLimit} bytes.` });
    }
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch (cause) {
    throw new DomainError("input_invalid", { message: "The request's body is not JSON.", cause });
  }
}

/** Who calls, as the log names them. */
function fieldsOf({ userId, token }: UserActor): Record<string, string> {
  return { actor_id: userId, ...(token && { token_id: token.id }) };
}

/** Logged once, with the id the caller sees, which every line of the request carries. Addresses go without their query. */
function unexpected(error: unknown, request: Request, requestId: string): Response {
  const { pathname } = new URL(request.url);
  container().log.error({ err: error, method: request.method, path: pathname }, "request failed");
  return problem(
    500,
    "unexpected_error",
    `Something went wrong on our side. It has been noted as ${requestId}; try again, and mention this id if it happens again.`,
    requestId,
  );
}

/** The session of the person who calls, where only people may. */
export function ownSession(sessionId: string | null): SessionId {
  if (sessionId === null) throw new DomainError("sign_in_required");
  return sessionId as SessionId;
}

export const json = (body: unknown, status = 200): Response => Response.json(body, { status });
export const noContent = (): Response => new Response(null, { status: 204 });
