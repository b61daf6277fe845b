import {
  type AppId,
  type DeveloperId,
  Feed,
  isAmongFirst,
  type ReleaseDocument,
  type ReleaseId,
  releaseDocumentOf,
  type SignedDocument,
  sha256Of,
} from "@mosis/domain";
import type { Answer, Summary } from "./prepared-answer.ts";

/** A track as its feed says it, checked, and what has been answered from it. */
export interface TrackState {
  feed: Pick<Feed, "name" | "package_id" | "track" | "icon">;
  appId: AppId;
  base: Offer;
  candidate: { releaseId: ReleaseId; basisPoints: number; offer: Offer } | null;
  /** SHA-256 of the names of the devices that may see the track; null for every device. */
  audience: ReadonlySet<string> | null;
}

/** A signed document, with what of it the edge needs to know. */
export interface Offer {
  signed: SignedDocument;
  /** `signed` as it stands in answers. */
  json: string;
  release: ReleaseDocument["release"];
  founderId: DeveloperId;
  appId: AppId;
  packageId: string;
  track: string;
  /** By what is installed, as far as it matters: never more than the deltas and two. */
  answers: Map<string, Answer>;
  summary: Summary | null;
}

/**
 * @throws Error when the feed is not one, or is not that of this app and track: nobody is answered from it then.
 */
export function trackStateOf(
  text: string,
  expected: { appId: AppId; packageId: string; track: string },
): TrackState {
  const feed = Feed.parse(JSON.parse(text));
  const names = ({ app_id, package_id, track }: Pick<Feed, "app_id" | "package_id" | "track">) =>
    `${app_id} ${package_id} ${track}`;
  const wanted = `${expected.appId} ${expected.packageId} ${expected.track}`;
  const offerOf = (signed: SignedDocument): Offer => {
    const { release, ...document } = releaseDocumentOf(signed);
    if (names(document) !== wanted)
      throw new Error(`A document of app ${expected.appId} is about another one.`);
    return {
      signed,
      json: JSON.stringify(signed),
      release,
      founderId: feed.developer_id as DeveloperId,
      ...expected,
      answers: new Map(),
      summary: null,
    };
  };
  if (names(feed) !== wanted)
    throw new Error(`The feed of app ${expected.appId} names another app or track.`);
  const { candidate } = feed;
  const state: TrackState = {
    feed,
    appId: expected.appId,
    base: offerOf(feed.base),
    candidate: candidate && {
      releaseId: candidate.release_id as ReleaseId,
      basisPoints: candidate.basis_points,
      offer: offerOf(candidate.document),
    },
    audience: feed.audience && new Set(feed.audience),
  };
  if (state.candidate && state.candidate.offer.release?.id !== state.candidate.releaseId) {
    throw new Error(`The feed of app ${expected.appId} has a candidate of another release.`);
  }
  return state;
}

/** What this device gets; null when there is no such track for it. */
export function offerFor(
  state: TrackState | null,
  device: Device | null,
): Offer | null | Promise<Offer | null> {
  if (!state) return null;
  if (!state.audience) return pick(state, device);
  // Also for an empty list the name is hashed: an answer's time says nothing of the track.
  return device ? pickListed(state, state.audience, device) : null;
}

async function pickListed(
  state: TrackState,
  audience: ReadonlySet<string>,
  device: Device,
): Promise<Offer | null> {
  return audience.has(await device.digest()) ? pick(state, device) : null;
}

function pick({ base, candidate }: TrackState, device: Device | null): Offer {
  if (!candidate || !device) return base;
  return isAmongFirst(candidate.releaseId, device.name, candidate.basisPoints) ? candidate.offer : base;
}

/** A device that has a name. */
export interface Device {
  name: string;
  /** SHA-256 of the name in lower-case hex, taken once. */
  digest(): Promise<string>;
}

export function deviceOf(name: string): Device {
  let digest: string | undefined;
  return {
    name,
    async digest() {
      digest ??= await sha256Of(new TextEncoder().encode(name));
      return digest;
    },
  };
}
