import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newId, type ReleaseId } from "./ids.ts";
import {
  allDevices,
  defaultHaltThreshold,
  failsTooOften,
  isAmongFirst,
  judged,
  moveRelease,
  noInstalls,
  type Release,
  releaseStatuses,
  releaseTransitions,
  wilsonLowerBound,
} from "./release.ts";

const basisPoints = fc.integer({ min: 0, max: allDevices });
const release = fc.uuid().map((id) => id as ReleaseId);

describe("a staged rollout", () => {
  it("never takes a device out by growing", () => {
    fc.assert(
      fc.property(release, fc.string(), basisPoints, basisPoints, (id, device, one, other) => {
        const [less, more] = one < other ? [one, other] : [other, one];
        return !isAmongFirst(id, device, less) || isAmongFirst(id, device, more);
      }),
    );
  });

  it("is for everybody in the end, and for nobody at nothing", () => {
    fc.assert(
      fc.property(
        release,
        fc.string(),
        (id, device) => isAmongFirst(id, device, allDevices) && !isAmongFirst(id, device, 0),
      ),
    );
  });

  it.each([100, 1_000, 5_000, 9_000])(
    "reaches about %i of 10,000 devices, others for each release",
    (share) => {
      const ids = [newId<"release">(), newId<"release">()] as const;
      const devices = Array.from({ length: 20_000 }, (_, at) => `device-${at}`);
      const reached = ids.map((id) => new Set(devices.filter((device) => isAmongFirst(id, device, share))));
      for (const { size } of reached) {
        // Six standard deviations of a fair draw.
        const expected = (devices.length * share) / allDevices;
        const bound = 6 * Math.sqrt(expected * (1 - share / allDevices));
        expect(Math.abs(size - expected)).toBeLessThan(bound);
      }
      const [first, second] = reached;
      const both = [...(first ?? [])].filter((device) => second?.has(device)).length;
      const expected = devices.length * (share / allDevices) ** 2;
      expect(Math.abs(both - expected)).toBeLessThan(6 * Math.sqrt(expected) + 6);
    },
  );
});

describe("a rollout that fails", () => {
  // From the tables of Brown, Cai and DasGupta (2001) and by hand.
  it.each([
    [0, 10, 0],
    [1, 10, 0.0179],
    [5, 10, 0.2366],
    [10, 10, 0.7225],
    [50, 1_000, 0.0381],
  ])("%i of %i is %f at least", (count, total, bound) => {
    expect(wilsonLowerBound(count, total)).toBeCloseTo(bound, 4);
  });

  it.each([
    [19, 19, 500, false],
    [4, 20, 500, true],
    [3, 20, 500, true],
    [2, 20, 500, false],
    [55, 1_000, 500, false],
    [70, 1_000, 500, true],
    [70, 1_000, 1_000, false],
    [3, 20, 6_000, false],
    [2, 20, 250, true],
  ])(
    "%i of %i, where %i of 10,000 are bearable, is no bad luck any more: %s",
    (failed, reports, haltThreshold, expected) => {
      const counts = { ...noInstalls, failed, installed: reports - failed };
      expect(failsTooOften({ counts, haltThreshold })).toBe(expected);
    },
  );

  it("is judged by what was reported since a person looked at it", () => {
    const counts = { installed: 100, failed: 50, forgiven: { installed: 90, failed: 49 } };
    expect(judged({ counts })).toEqual({ failed: 1, reports: 11, atLeast: wilsonLowerBound(1, 11) });
  });
});

describe("the life cycle of a release", () => {
  const at = new Date("2026-11-21T12:00:00Z");
  const made = (status: Release["status"]): Release => ({
    id: newId(),
    appId: newId(),
    trackId: newId(),
    versionId: newId(),
    status,
    statusChangedAt: new Date(0),
    basisPoints: 500,
    startsAt: status === "scheduled" ? at : null,
    ramp: null,
    pausedFor: status === "paused" ? "failures" : null,
    haltThreshold: defaultHaltThreshold,
    raisesAt: null,
    completedIn: null,
    groupId: null,
    counts: noInstalls,
    createdBy: newId(),
    createdAt: new Date(0),
  });

  it("allows the steps of its table and no others", () => {
    for (const from of releaseStatuses)
      for (const to of releaseStatuses) {
        const move = () => moveRelease(made(from), to, at);
        if ((releaseTransitions[from] as readonly string[]).includes(to))
          expect(move()).toMatchObject({ status: to, statusChangedAt: at, startsAt: null, pausedFor: null });
        else expect(move).toThrow(expect.objectContaining({ code: "release_state_conflict" }));
      }
  });

  it("is for all devices once it is complete", () => {
    expect(moveRelease(made("rolling"), "complete", at).basisPoints).toBe(allDevices);
  });
});
