import { stable, type Track } from "@mosis/domain";
import {
  largestVersionCode,
  longestName,
  longestTag,
  mostApps,
  type UpdatesRequest,
} from "./answer-schema.ts";
import type { TrackState } from "./track-state.ts";
import type { TrackStates } from "./track-states.ts";

type Asked = UpdatesRequest["apps"][number];

/** A request, and in the same order what its apps' tracks lead to. */
export interface PlainRequest {
  request: UpdatesRequest;
  states: (TrackState | null)[];
}

/**
 * What `UpdatesRequest` makes of a request whose apps have all been asked about before: their addresses are known to be
 * right, and the rest is looked at here, at a tenth of the schema's time. Null for any other, which may be right as well.
 */
export function readPlain(
  json: unknown,
  { states, at }: { states: Pick<TrackStates, "peek">; at: number },
): PlainRequest | null {
  const { device, apps } = Object(json) as Partial<Record<"device" | "apps", unknown>>;
  if (device !== undefined && !isText(device, longestName)) return null;
  if (device === "" || !Array.isArray(apps) || apps.length === 0 || apps.length > mostApps) return null;
  const read: Asked[] = [];
  const found: (TrackState | null)[] = [];
  for (const app of apps) {
    const asked = readApp(app);
    const state = asked && states.peek(asked.package_id, asked.track, at);
    if (!asked || state === undefined) return null;
    read.push(asked);
    found.push(state);
  }
  return { request: { ...(device !== undefined && { device }), apps: read }, states: found };
}

function readApp(json: unknown): Asked | null {
  if (typeof json !== "object" || json === null) return null;
  const { package_id, track = stable, version_code, known } = json as Partial<Record<keyof Asked, unknown>>;
  if (typeof package_id !== "string" || typeof track !== "string") return null;
  if (version_code !== undefined && !isVersionCode(version_code)) return null;
  if (known !== undefined && !isText(known, longestTag)) return null;
  const asked: Asked = { package_id, track: track as Track };
  // Absent members stay absent, as with the schema.
  if (version_code !== undefined) asked.version_code = version_code;
  if (known !== undefined) asked.known = known;
  return asked;
}

function isText(value: unknown, longest: number): value is string {
  return typeof value === "string" && value.length <= longest;
}

function isVersionCode(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= largestVersionCode;
}
