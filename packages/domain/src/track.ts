import { z } from "zod";
import type { AppId, TrackId } from "./ids.ts";
import { stable, Track } from "./object-keys.ts";

/** Who may see a track: every device, or those on its list. */
export const trackAudiences = ["everyone", "listed"] as const;
export type TrackAudience = (typeof trackAudiences)[number];

/** Where an app's releases are addressed to. */
export interface AppTrack {
  id: TrackId;
  appId: AppId;
  name: Track;
  audience: TrackAudience;
  /** Grows with every change of what devices get, also over a removal: a device takes nothing below what it has seen. */
  sequence: number;
}

/** What every app has from its creation. */
export const coreTracks = [
  { name: stable, audience: "everyone" },
  { name: Track.parse("beta"), audience: "everyone" },
  { name: Track.parse("internal"), audience: "listed" },
] as const satisfies readonly Pick<AppTrack, "name" | "audience">[];

export function isCoreTrack(name: Track): boolean {
  return coreTracks.some((track) => track.name === name);
}

export const mostTracks = 20;
export const mostTrackDevices = 1_000;

export const NewTrack = z.object({
  name: Track,
  audience: z.enum(trackAudiences).default("listed"),
});
export type NewTrack = z.infer<typeof NewTrack>;

/** A device that may see a track. Of its name only the hash is kept. */
export const NewTrackDevice = z.object({
  /** SHA-256 of the device's name, hexadecimal. */
  nameSha256: z.string().regex(/^[0-9a-f]{64}$/, "Give the SHA-256 of the device's name, in small letters."),
  label: z
    .string()
    .trim()
    .regex(/^[^\0]*$/, "Leave out the null character.")
    .min(1, "Say whose device it is.")
    .max(80, "Use at most 80 characters."),
});
export type NewTrackDevice = z.infer<typeof NewTrackDevice>;

export interface TrackDevice extends NewTrackDevice {
  /** Name of the person; null when they are not known any more. */
  addedBy: string | null;
  addedAt: Date;
}
