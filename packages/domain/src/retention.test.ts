import { describe, expect, it } from "vitest";
import {
  coversApproval,
  defaultRetentionPolicy,
  isToBeAnnounced,
  purgeAt,
  RetentionPolicy,
  RetentionRule,
  tripsBreaker,
} from "./retention.ts";

const hour = 60 * 60 * 1000;
const rule = { keepHours: 100, graceHours: 10 };

describe("purgeAt", () => {
  it("is the end of the time when the deletion was announced early enough", () => {
    expect(purgeAt(rule, { from: 0, announcedAt: 89 * hour }, 95 * hour)).toBe(100 * hour);
  });

  it("is a grace period after the announcement when that was late, or is still to come", () => {
    expect(purgeAt(rule, { from: 0, announcedAt: 97 * hour }, 99 * hour)).toBe(107 * hour);
    expect(purgeAt(rule, { from: 0, announcedAt: null }, 500 * hour)).toBe(510 * hour);
    expect(purgeAt(rule, { from: 0, announcedAt: null }, 5 * hour)).toBe(100 * hour);
  });

  it("is never where bytes are kept for ever", () => {
    expect(purgeAt({ keepHours: null, graceHours: 0 }, { from: 0, announcedAt: 0 }, 1e15)).toBeNull();
    expect(isToBeAnnounced({ keepHours: null, graceHours: 0 }, { from: 0 }, 1e15)).toBe(false);
  });
});

describe("isToBeAnnounced", () => {
  it("begins an hour before the grace period has to", () => {
    expect(isToBeAnnounced(rule, { from: 0 }, 89 * hour - 1)).toBe(false);
    expect(isToBeAnnounced(rule, { from: 0 }, 89 * hour)).toBe(true);
  });
});

describe("tripsBreaker", () => {
  const policy = { breakerShare: 0.1, breakerVersions: 20 };
  it.each([
    { versions: 20, bytes: 1000, trips: false, why: "few enough, whatever their share" },
    { versions: 21, bytes: 0, trips: false, why: "a small share" },
    { versions: 101, bytes: 0, trips: true, why: "too large a share of the versions" },
    { versions: 50, bytes: 101, trips: true, why: "too large a share of the bytes" },
    { versions: 100, bytes: 100, trips: false, why: "just the share" },
  ])("$trips for $versions versions and $bytes bytes: $why", ({ trips, ...due }) => {
    expect(tripsBreaker(policy, { ...due, keptVersions: 1000, keptBytes: 1000 })).toBe(trips);
  });
});

describe("coversApproval", () => {
  it("lets a little more come to it, and no more", () => {
    const approved = { versions: 1000, bytes: 1e12 };
    expect(coversApproval(approved, { versions: 1100, bytes: 1.1e12 })).toBe(true);
    expect(coversApproval(approved, { versions: 1200, bytes: 1e12 })).toBe(false);
    expect(coversApproval(approved, { versions: 1000, bytes: 1.2e12 })).toBe(false);
  });
});

describe("a policy", () => {
  it("is the design's by default", () => {
    expect(RetentionPolicy.parse(defaultRetentionPolicy)).toEqual(defaultRetentionPolicy);
    const kept = Object.entries(defaultRetentionPolicy.rules).map(([of, { keepHours }]) => [of, keepHours]);
    expect(Object.fromEntries(kept)).toEqual({ off_track: 8760, draft: 720, rejected: 168, failed: 24 });
  });

  it("has a rule for every class, and no grace period longer than the time", () => {
    const { draft: _, ...rules } = defaultRetentionPolicy.rules;
    expect(RetentionPolicy.safeParse({ ...defaultRetentionPolicy, rules }).success).toBe(false);
    expect(RetentionRule.safeParse({ keepHours: 5, graceHours: 6 }).error?.issues).toMatchObject([
      { path: ["graceHours"] },
    ]);
    expect(RetentionRule.safeParse({ keepHours: 0, graceHours: 0 }).success).toBe(false);
    expect(RetentionRule.safeParse({ keepHours: null, graceHours: 6 }).success).toBe(true);
  });
});
