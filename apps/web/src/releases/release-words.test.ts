import { describe, expect, it } from "vitest";
import type { ReleaseOnTrackJson, TrackJson } from "../http/client.ts";
import { haltWords, nameOf, reportWords, rollBackWords, signatureOf } from "./release-words.ts";

const of = (code: number, fields: Partial<ReleaseOnTrackJson> = {}): ReleaseOnTrackJson => ({
  id: `release-${code}` as never,
  app_id: "app" as never,
  track_id: "track" as never,
  version_id: "version" as never,
  status: "rolling",
  status_changed_at: "2026-11-21T12:00:00.000Z",
  basis_points: 1_000,
  starts_at: null,
  ramp: null,
  raises_at: null,
  paused_for: null,
  halt_threshold: 500,
  installed: 0,
  failed: 0,
  judged: { failed: 0, reports: 0, failing_share_at_least: 0 },
  group_id: null,
  created_at: "2026-11-21T12:00:00.000Z",
  version: { id: "version" as never, version: `1.${code}.0`, version_code: code },
  ...fields,
});

const track = (fields: Partial<TrackJson> = {}): TrackJson => ({
  id: "track" as never,
  app_id: "app" as never,
  name: "beta" as never,
  audience: "everyone",
  sequence: 3,
  devices: 0,
  base: null,
  candidate: null,
  scheduled: null,
  beneath: null,
  ...fields,
});

describe("what devices reported", () => {
  it("is judged when there are enough reports", () => {
    expect(reportWords(of(2))).toBe("No device has reported yet.");
    const few = { installed: 1, failed: 2, judged: { failed: 2, reports: 3, failing_share_at_least: 0.2 } };
    expect(reportWords(of(2, few))).toBe(
      "1 device installed it, 2 failed. It is judged after 17 more reports; it pauses when more than 5\u00a0% fail.",
    );
    const many = {
      installed: 98,
      failed: 2,
      judged: { failed: 2, reports: 100, failing_share_at_least: 0.0055 },
    };
    expect(reportWords(of(2, many))).toBe(
      "98 devices installed it, 2 failed. With 95\u00a0% confidence 0.6\u00a0% or more fail; it pauses above 5\u00a0%.",
    );
  });

  it("says in numbers why a release halted", () => {
    const judged = { failed: 3, reports: 20, failing_share_at_least: 0.0524 };
    expect(haltWords(of(2, { judged }))).toBe(
      "3 of 20 devices that reported could not install it. With 95\u00a0% confidence, 5.2\u00a0% or more fail; this release bears 5\u00a0%.",
    );
  });
});

describe("rolling back", () => {
  it("leaves what the track leads to, or what lies beneath it, or nothing", () => {
    const [base, beneath] = [of(2, { status: "complete" }), of(1, { status: "superseded" })];
    expect(rollBackWords(of(3), track({ base, beneath }))).toContain("on beta get 1.2.0 (2), within");
    expect(rollBackWords(base, track({ base, beneath }))).toContain("on beta get 1.1.0 (1), within");
    expect(rollBackWords(base, track({ base }))).toContain("find nothing on beta");
    expect(rollBackWords(base, track({ base, candidate: of(3) }))).toContain("of 1.3.0 (3) is not touched");
  });
});

it("a version that nobody numbered still has a name", () => {
  expect(nameOf({ version: { version: null, version_code: null } })).toBe("A version");
});

it("a page is read anew for every change of what it shows, and for no other", () => {
  const shown = signatureOf({ items: [track({ candidate: of(2) })] });
  expect(signatureOf({ items: [track({ candidate: of(2), sequence: 9 })] })).toBe(shown);
  for (const fields of [
    { status: "paused" },
    { basis_points: 2_000 },
    { installed: 1 },
    { failed: 1 },
    { raises_at: "2026-11-22T12:00:00.000Z" },
  ] as const)
    expect(signatureOf({ items: [track({ candidate: of(2, fields) })] })).not.toBe(shown);
});
