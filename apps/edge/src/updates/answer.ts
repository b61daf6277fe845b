import { downloadAddress, type Part } from "../downloads/download-address.ts";
import { type DownloadSigner, downloadExpiry } from "../downloads/download-signature.ts";
import { publicHeaders } from "../http/public-headers.ts";
import type { UpdateAnswer } from "./answer-schema.ts";
import type { Offer } from "./track-state.ts";

/**
 * Only the device itself may keep an answer, and briefly: it holds download addresses, and 15 seconds is what a device
 * may be late for a new release.
 */
export const cacheControl = "private, max-age=15";

/** An answer to an update check, ready to be sent. */
export interface Answer {
  /** When its addresses expire, in seconds since 1970; 0 when it has none. */
  expires: number;
  /** Stands for document and update, and not for the addresses in it. */
  tag: string;
  body: string;
  headers: Record<string, string>;
  /** Of a 304. */
  unchangedHeaders: Record<string, string>;
  /** As one of several results. */
  result: string;
  unchangedResult: string;
}

/** What people and scripts are told of the track. */
export interface Summary {
  expires: number;
  etag: string;
  body: string;
}

export interface Answering {
  signer: DownloadSigner;
  /** Without a slash at the end. */
  edgeUrl: string;
  /** Milliseconds. */
  now: () => number;
}

/**
 * What a device is told that is offered this and has `installed`, null when nothing. From memory as long as the addresses
 * in it are those that would be signed now.
 */
export function answerFor(edge: Answering, offer: Offer, installed: number | null): Answer | Promise<Answer> {
  const { release } = offer;
  const isNews = release !== null && (installed === null || release.version_code > installed);
  const delta = isNews
    ? release.deltas.find(({ from_version_code }) => from_version_code === installed)
    : undefined;
  const kind = !isNews ? "none" : delta ? `delta-${delta.from_version_code}` : "whole";
  const expires = isNews ? downloadExpiry(edge.now()) : 0;
  const kept = offer.answers.get(kind);
  return kept?.expires === expires ? kept : makeAnswer(edge, offer, { kind, expires });
}

async function makeAnswer(
  edge: Answering,
  offer: Offer,
  { kind, expires }: { kind: string; expires: number },
): Promise<Answer> {
  const update = kind === "none" ? null : await updateOf(edge, offer, { kind, expires });
  // Signatures are as good as random, so the first 132 bits tell any two documents apart.
  const tag = `${offer.signed.signature.slice(0, 22)}.${kind}`;
  const members = `"document":${offer.json},"update":${JSON.stringify(update)}}`;
  const shared = { ...publicHeaders, "cache-control": cacheControl, etag: `W/"${tag}"` };
  const named = `{"package_id":${JSON.stringify(offer.packageId)},"track":${JSON.stringify(offer.track)},"tag":"${tag}",`;
  const answer: Answer = {
    expires,
    tag,
    body: `{${members}`,
    headers: { ...shared, "content-type": "application/json" },
    unchangedHeaders: shared,
    result: named + members,
    unchangedResult: `${named}"unchanged":true}`,
  };
  offer.answers.set(kind, answer);
  return answer;
}

async function updateOf(
  edge: Answering,
  offer: Offer,
  { kind, expires }: { kind: string; expires: number },
): Promise<UpdateAnswer["update"]> {
  const { release } = offer;
  if (!release) return null;
  const { developerId, appId } = offer;
  const version = { developerId, appId, versionCode: release.version_code };
  const addressOf = async (part: Part) =>
    edge.edgeUrl + (await downloadAddress(edge.signer, { version, part, expires }));
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
