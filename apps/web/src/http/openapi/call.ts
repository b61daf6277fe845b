import { accountRoles, opensToTokens, permissions } from "@mosis/domain";
import type { Answer, Operation } from "@mosis/openapi";
import { z } from "zod";
import type { Audience } from "../route.ts";
import { Problem } from "./answers.ts";

/** A call of the API, said once for the document. Whether it is true of its route, openapi.test.ts finds out. */
export interface Call {
  /** Such as `GET /api/v1/apps/{appId}`: parameters as the route's folder calls them. */
  at: `${"GET" | "POST" | "PUT" | "PATCH" | "DELETE"} /${string}`;
  id: string;
  summary: string;
  description?: string;
  auth: Audience;
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
  /** Status and what is in it; null for nothing. */
  answer: readonly [status: number, schema: z.ZodType | null];
  /** Where the answer is no JSON. */
  contentType?: "text/event-stream" | "text/csv";
}

const words: Partial<Record<number, string>> = {
  200: "As asked for.",
  201: "It is there now.",
  202: "It has begun.",
  204: "Done.",
  303: "It is at the address in Location.",
};

/** Who may call, and with which tokens. */
function audience(auth: Audience): string {
  if (auth === "public") return "Open to everybody.";
  const { account, platform, scopes } = permissions[auth];
  const roles = [...account, ...platform].map((role) => `${role}s`);
  const people = account.length === accountRoles.length ? "everybody who is signed in" : list(roles);
  const tokens = scopes.length > 0 && ` Access tokens need the scope ${list(scopes, "or")}.`;
  return `For ${people} (\`${auth}\`).${tokens || ""}`;
}

function list(words: readonly string[], last = "and"): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`;
}

export function toOperation(tag: string, call: Call): Operation {
  const [method = "", path = ""] = call.at.split(" ");
  const [status, schema] = call.answer;
  const stream = call.contentType === "text/event-stream";
  return {
    method: method.toLowerCase() as Operation["method"],
    path,
    id: call.id,
    summary: call.summary,
    description: [
      call.description,
      stream && "The whole of it at once, and again whenever it has changed, as `data:` of an event.",
      audience(call.auth),
    ]
      .filter(Boolean)
      .join(" "),
    tags: [tag],
    security:
      call.auth === "public"
        ? []
        : [...(opensToTokens(call.auth) ? [{ accessToken: [] }] : []), { session: [] }],
    ...(call.params && { params: asObject(call.params) }),
    ...(call.query && { query: asObject(call.query) }),
    ...(call.body && { body: call.body }),
    answers: {
      [status]: {
        description: words[status] ?? "",
        ...(schema && { schema }),
        ...(call.contentType && { contentType: call.contentType }),
        ...(status === 303 && { headers: { Location: "Works for an hour." } }),
      },
      ...problems(call),
    },
  };
}

function asObject(schema: z.ZodType): z.ZodObject {
  if (!(schema instanceof z.ZodObject)) throw new Error("an address is described by an object");
  return schema;
}

function problems({ at, auth, params, query, body }: Call): Record<number, Answer> {
  const said: [status: number, when: unknown, description: string][] = [
    [401, auth !== "public", "Nobody is signed in, or the access token does not work."],
    [403, auth !== "public", "Not for this person, this token or this site."],
    [404, params, "It does not exist, or not for you."],
    [409, !at.startsWith("GET "), "It has moved on, or something stands against it: see `code`."],
    [422, body ?? query, "Fields need a correction: see `fields`."],
    [503, true, "A part of the store does not answer at the moment."],
  ];
  return Object.fromEntries(
    said
      .filter(([, when]) => when)
      .map(([status, , description]) => [
        status,
        { description, schema: Problem, contentType: "application/problem+json" },
      ]),
  );
}
