import type { Context } from "hono";
import { combinedTag, type Mark, markOf, matchesNone } from "../http/entity-tag.ts";
import { describeError, type Log } from "../http/log.ts";
import { detailOf } from "../http/problem.ts";
import { publicHeaders } from "../http/public-headers.ts";
import { readBody } from "../http/read-body.ts";
import { type Answering, answerAtHand, answerFor, cacheControl } from "./answer.ts";
import { UpdatesRequest } from "./answer-schema.ts";
import { readPlain } from "./plain-request.ts";
import type { Answer } from "./prepared-answer.ts";
import { type Device, deviceOf, offerFor, type TrackState } from "./track-state.ts";
import { findState, type TrackStates } from "./track-states.ts";

/** Bytes: more than a thousand apps with the longest names. */
const largestBody = 1024 * 1024;
/** Feeds that one call reads at once. */
const lanes = 32;

const encoder = new TextEncoder();
const opening = encoder.encode('{"results":[');
const closing = encoder.encode("]}");

type Asked = UpdatesRequest["apps"][number];
/** An app's part of the answer as it is sent, and what stands for it: tags are made of signatures, which name the app. */
interface Result {
  /** With a comma behind it. */
  bytes: Uint8Array;
  mark: Mark;
}
type Checking = Answering & { states: TrackStates; log: Log };

/**
 * `POST /v1/updates`: update checks for up to 1,000 apps in one call. It changes nothing, so that `If-None-Match` is
 * answered as for a GET. An app whose feed cannot be read says so for itself alone.
 */
export function checkUpdates(edge: Checking): (c: Context) => Promise<Response> {
  return async (c) => {
    const at = edge.now();
    const { states } = edge;
    const body = await readBody(c, UpdatesRequest, largestBody, (json) => readPlain(json, { states, at }));
    if (body instanceof Response) return body;
    const { request, states: found } = "request" in body ? body : { request: body, states: [] };
    const device = request.device === undefined ? null : deviceOf(request.device);
    // One time for all of them.
    const results = await resultsFor({ ...edge, now: () => at }, { apps: request.apps, found, device });
    const etag = combinedTag(results.map(({ mark }) => mark));
    const headers = { ...publicHeaders, "cache-control": cacheControl, etag: `W/"${etag}"` };
    if (matchesNone(c.req.header("if-none-match"), etag)) return new Response(null, { status: 304, headers });
    return new Response(bodyOf(results), { headers: { ...headers, "content-type": "application/json" } });
  };
}

async function resultsFor(
  edge: Checking,
  { apps, found, device }: { apps: readonly Asked[]; found: (TrackState | null)[]; device: Device | null },
): Promise<Result[]> {
  const results: Result[] = new Array(apps.length);
  const waiting: number[] = [];
  const failures: unknown[] = [];
  apps.forEach((app, at) => {
    const result = resultAtHand(edge, app, { state: found[at], device });
    if (result) results[at] = result;
    else waiting.push(at);
  });
  const lane = async () => {
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      const app = apps[at] as Asked;
      try {
        results[at] = await readResult(edge, app, device);
      } catch (error) {
        failures.push(error);
        results[at] = failed(app, "internal_error");
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(lanes, waiting.length) }, lane));
  if (failures.length > 0) {
    const error = describeError(failures[0]);
    edge.log({ level: "error", message: "update checks failed", count: failures.length, error });
  }
  return results;
}

/** Null when something has to be read, signed or hashed first. */
function resultAtHand(
  edge: Checking,
  app: Asked,
  { state, device }: { state: TrackState | null | undefined; device: Device | null },
): Result | null {
  if (state === undefined) return null;
  const offer = offerFor(state, device);
  if (offer === null) return failed(app, "no_release");
  if (offer instanceof Promise) return null;
  const answer = answerAtHand(edge, offer, app.version_code ?? null);
  return answer && told(app, answer);
}

async function readResult(edge: Checking, app: Asked, device: Device | null): Promise<Result> {
  const state = await findState(edge.states, app.package_id, app.track);
  if (typeof state === "string") throw new Error(`The schema let a wrong address through: ${state}`);
  const offer = await offerFor(state, device);
  if (!offer) return failed(app, "no_release");
  return told(app, await answerFor(edge, offer, app.version_code ?? null));
}

function told(app: Asked, answer: Pick<Answer, "tag" | "mark" | "result" | "unchangedResult">): Result {
  return {
    mark: answer.mark,
    bytes: app.known === answer.tag ? answer.unchangedResult : answer.result,
  };
}

function failed({ package_id, track }: Asked, code: "no_release" | "internal_error"): Result {
  return {
    mark: markOf(`${package_id} ${track} ${code}`),
    bytes: encoder.encode(`${JSON.stringify({ package_id, track, code, detail: detailOf(code) })},`),
  };
}

function bodyOf(results: readonly Result[]): Uint8Array<ArrayBuffer> {
  const length = results.reduce((sum, { bytes }) => sum + bytes.length, opening.length);
  const body = new Uint8Array(length - 1 + closing.length);
  body.set(opening);
  let at = opening.length;
  for (const { bytes } of results) {
    body.set(bytes, at);
    at += bytes.length;
  }
  // Over the last comma, which is one too many.
  body.set(closing, at - 1);
  return body;
}
