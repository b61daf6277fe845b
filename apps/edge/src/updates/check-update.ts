import type { Context } from "hono";
import { matchesNone } from "../http/entity-tag.ts";
import { problem } from "../http/problem.ts";
import { type Answering, answerFor } from "./answer.ts";
import { DeviceName, InstalledVersionCode } from "./answer-schema.ts";
import type { Answer } from "./prepared-answer.ts";
import { type Device, deviceOf, offerFor, type TrackState } from "./track-state.ts";
import type { TrackStates } from "./track-states.ts";

/**
 * `GET /v1/apps/{package_id}/update?track=stable&device=NAME&version_code=12`: whether a device should install something.
 *
 * The path that most requests take. What is in memory is answered without waiting for anything, because a response that
 * is not a promise is written at once; only what has to be read, signed or hashed first makes it one.
 */
export function checkUpdate(
  edge: Answering & { states: TrackStates },
): (c: Context) => Response | Promise<Response> {
  return (c) => {
    const installed = installedOf(c.req.query("version_code"));
    if (installed === undefined) return problem("version_code_invalid");
    const name = c.req.query("device");
    if (name !== undefined && !DeviceName.safeParse(name).success) return problem("device_invalid");
    const device = name === undefined ? null : deviceOf(name);
    const packageId = c.req.param("packageId") ?? "";
    const track = c.req.query("track") ?? "stable";
    const state = edge.states.peek(packageId, track);
    return state === undefined
      ? readAndRespond(edge, c, { packageId, track, device, installed })
      : respond(edge, c, { state, device, installed });
  };
}

async function readAndRespond(
  edge: Answering & { states: TrackStates },
  c: Context,
  {
    packageId,
    track,
    ...asked
  }: { packageId: string; track: string; device: Device | null; installed: number | null },
): Promise<Response> {
  const state = await edge.states.read(packageId, track);
  return typeof state === "string" ? problem(state) : respond(edge, c, { state, ...asked });
}

function respond(
  edge: Answering,
  c: Context,
  { state, device, installed }: { state: TrackState | null; device: Device | null; installed: number | null },
): Response | Promise<Response> {
  const offer = offerFor(state, device);
  if (offer === null) return problem("no_release");
  const answer =
    offer instanceof Promise
      ? offer.then((picked) => picked && answerFor(edge, picked, installed))
      : answerFor(edge, offer, installed);
  return answer instanceof Promise ? answer.then((made) => toResponse(c, made)) : toResponse(c, answer);
}

function toResponse(c: Context, answer: Answer | null): Response {
  if (!answer) return problem("no_release");
  return matchesNone(c.req.header("if-none-match"), answer.tag)
    ? new Response(null, { status: 304, headers: answer.unchangedHeaders })
    : new Response(answer.body, { headers: answer.headers });
}

/** Null for what is not said, undefined for what is no version code. */
function installedOf(text: string | undefined): number | null | undefined {
  if (text === undefined) return null;
  const code = /^[1-9]\d{0,9}$/.test(text) ? Number(text) : Number.NaN;
  return InstalledVersionCode.safeParse(code).success ? code : undefined;
}
