import { expect, it } from "vitest";
import type { ReleaseOnTrackJson, TrackJson } from "../http/client.ts";
import { fallsBackTo } from "./falls-back-to.ts";

const of = (code: number) =>
  ({
    version_id: `v${code}`,
    version: { id: `v${code}`, version: `1.${code}.0`, version_code: code },
  }) as unknown as ReleaseOnTrackJson;
const track = (name: string, fields: Partial<TrackJson>) =>
  ({ name, base: null, candidate: null, scheduled: null, beneath: null, ...fields }) as TrackJson;

it("says what each track leads to then", () => {
  const tracks = [
    track("stable", { base: of(2), beneath: of(1), scheduled: of(2) }),
    track("beta", { base: of(1), candidate: of(2) }),
    track("internal", { base: of(2) }),
    track("nightly", { base: of(3) }),
  ];
  expect(fallsBackTo(tracks, "v2")).toEqual([
    "What is scheduled of it on stable is cancelled.",
    "Devices on stable get 1.1.0 (1) instead.",
    "Its rollout on beta ends: every device gets 1.1.0 (1).",
    "Devices on internal find nothing any more.",
  ]);
  expect(fallsBackTo(tracks, "v9")).toEqual(["No track leads to it: what devices get stays as it is."]);
});

it("leaves those out that a rollout reaches", () => {
  const rolling = { ...of(3), status: "rolling" } as ReleaseOnTrackJson;
  expect(fallsBackTo([track("stable", { base: of(2), candidate: rolling })], "v2")).toEqual([
    "Devices on stable, but only those that do not get 1.3.0 (3), find nothing any more.",
  ]);
});

it("promises no version that goes as well", () => {
  const tracks = [track("stable", { base: of(2), beneath: of(2) })];
  expect(fallsBackTo(tracks, "v2")).toEqual(["Devices on stable get an older version or nothing instead."]);
});
