import { downloadAddress, type Part } from "../downloads/download-address.ts";
import { type DownloadSigner, downloadExpiry } from "../downloads/download-signature.ts";
import { markOf } from "../http/entity-tag.ts";
import { publicHeaders } from "../http/public-headers.ts";
import type { UpdateAnswer } from "./answer-schema.ts";
import type { Answer } from "./prepared-answer.ts";
import type { Offer } from "./track-state.ts";

/**
 * Only the device itself may keep an answer, and briefly: it holds download addresses, and 15 seconds is what a device
 * may be late for a new release.
 */
export const cacheControl = "private, max-age=15";

export interface Answering {
  signer: DownloadSigner;
  /** Without a slash at the end. */
  edgeUrl: string;
  /** Milliseconds. */
  now: () => number;
}

/**
 * What a device is told that is offered this and has `installed`, null when nothing: from memory as long as the addresses
 * in it are those that would be signed now, else null.
 */
export function answerAtHand(edge: Answering, offer: Offer, installed: number | null): Answer | null {
  const { kind, expires } = newsOf(edge, offer, installed);
  const kept = offer.answers.get(kind);
  return kept?.expires === expires ? kept : null;
}

/** The same, made where it is not at hand. */
export function answerFor(edge: Answering, offer: Offer, installed: number | null): Answer | Promise<Answer> {
  return answerAtHand(edge, offer, installed) ?? makeAnswer(edge, offer, newsOf(edge, offer, installed));
}

/** In what the answers differ that one offer has: whether there is something to install, and the way to it. */
interface News {
  kind: string;
  expires: number;
}

function newsOf(edge: Answering, { release }: Offer, installed: number | null): News {
  if (release === null || (installed !== null && release.version_code <= installed))
    return { kind: "none", expires: 0 };
  const delta = release.deltas.find(({ from_version_code }) => from_version_code === installed);
  const expires = downloadExpiry(edge.now());
  if (delta) return { kind: `delta-${delta.from_version_code}`, expires };
  // A device says nothing of a version before its first installation.
  return { kind: installed === null ? "first" : "whole", expires };
}

const encoder = new TextEncoder();

async function makeAnswer(edge: Answering, offer: Offer, { kind, expires }: News): Promise<Answer> {
  const update = kind === "none" ? null : await updateOf(edge, offer, { kind, expires });
  // Signatures are as good as random, so the first 132 bits tell any two documents apart.
  const tag = `${offer.signed.signature.slice(0, 22)}.${kind}`;
  const members = `"document":${offer.json},"update":${JSON.stringify(update)}}`;
  const shared = { ...publicHeaders, "cache-control": cacheControl, etag: `W/"${tag}"` };
  const named = `{"package_id":${JSON.stringify(offer.packageId)},"track":${JSON.stringify(offer.track)},"tag":"${tag}",`;
  const answer: Answer = {
    expires,
    tag,
    mark: markOf(tag),
    body: `{${members}`,
    headers: { ...shared, "content-type": "application/json" },
    unchangedHeaders: shared,
    result: encoder.encode(`${named}${members},`),
    unchangedResult: encoder.encode(`${named}"unchanged":true},`),
  };
  offer.answers.set(kind, answer);
  return answer;
}

async function updateOf(
  edge: Answering,
  offer: Offer,
  { kind, expires }: News,
): Promise<UpdateAnswer["update"]> {
  const { release } = offer;
  if (!release) return null;
  const { founderId, appId } = offer;
  const version = { founderId, appId, versionCode: release.version_code };
  const addressOf = async (part: Part) => {
    const install = part.kind !== "package" ? "unknown" : kind === "first" ? "first" : "update";
    return edge.edgeUrl + (await downloadAddress(edge.signer, { version, part, expires, install }));
  };
  const delta = release.deltas.find(({ from_version_code }) => kind === `delta-${from_version_code}`);
  return {
    version: release.version,
    version_code: release.version_code,
    size: release.size,
    sha256: release.sha256,
    min_os_version: release.min_os_version,
    download_url: await addressOf({ kind: "package" }),
    expires_at: new Date(expires * 1000).toISOString(),
    contents_url: release.contents_sha256 === null ? null : await addressOf({ kind: "contents" }),
    delta: delta
      ? {
          from_version_code: delta.from_version_code,
          size: delta.size,
          sha256: delta.sha256,
          download_url: await addressOf({ kind: "delta", fromVersionCode: delta.from_version_code }),
        }
      : null,
  };
}
