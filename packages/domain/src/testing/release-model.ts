import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { system, type UserActor } from "../actor.ts";
import type { App } from "../app.ts";
import { createApplication } from "../application.ts";
import { isDomainError } from "../errors.ts";
import { type InstallReportId, newId, type ReleaseId, type TrackId, type VersionId } from "../ids.ts";
import { ListQuery } from "../listing.ts";
import { stable, Track } from "../object-keys.ts";
import type { Ports } from "../ports/ports.ts";
import { allDevices, isAmongFirst, type Release } from "../release.ts";
import type { AppTrack } from "../track.ts";
import { recordInstallReports } from "../use-cases/record-install-reports.ts";
import { Rollout } from "../use-cases/start-releases.ts";
import { tendReleases } from "../use-cases/tend-releases.ts";
import { addApp, addPerson, addVersion } from "./conformance/sample-rows.ts";

/** Ports whose database's time can be moved on. */
export interface AgingPorts {
  ports: Ports;
  pass(hours: number): Promise<void>;
}

const tracks = [stable, Track.parse("beta")];
/** The same plans every time; what happens at the same time still does so by chance. */
const seed = 20_261_121;
const devices = Array.from({ length: 40 }, (_, at) => `device-${at}`);

const action = fc.record({
  act: fc.constantFrom(
    ...([
      "start",
      "start",
      "start",
      "schedule",
      "ramp",
      "together",
      "together later",
      "raise",
      "raise",
    ] as const),
    ...(["pause", "resume", "complete", "complete", "complete", "roll back", "cancel"] as const),
    ...(["publish", "withdraw", "remove", "fail", "succeed", "tend", "tend", "wait"] as const),
  ),
  version: fc.nat(7),
  track: fc.nat(tracks.length - 1),
  release: fc.nat(11),
  share: fc.integer({ min: 1, max: allDevices }),
});
type Action = typeof action extends fc.Arbitrary<infer Value> ? Value : never;

/** What a device may notice. */
interface Seen {
  tracks: Map<TrackId, AppTrack>;
  heads: Release[];
}

/** Two apps of a developer's with four versions each, and what people and the clock do to their releases. */
class World {
  readonly #aging: AgingPorts;
  readonly #apps: App[] = [];
  readonly #versions: VersionId[] = [];
  /** Statuses that were seen. */
  readonly reached = new Set<string>();
  #developer!: UserActor;
  #admin!: UserActor;

  constructor(aging: AgingPorts) {
    this.#aging = aging;
  }

  async open(): Promise<void> {
    const { db } = this.#aging.ports;
    ({ actor: this.#developer } = await addPerson(db));
    ({ actor: this.#admin } = await addPerson(db, { role: "admin" }));
    for (let at = 0; at < 2; at++) {
      const app = await addApp(db, this.#developer);
      this.#apps.push(app);
      for (const code of [1, 2, 3, 4]) {
        const status = code === 4 ? "approved" : "published";
        this.#versions.push((await addVersion(db, app, { status, code })).id);
      }
    }
  }

  async releases(): Promise<Release[]> {
    const query = ListQuery.parse({});
    const { db } = this.#aging.ports;
    const pages = await Promise.all(
      this.#apps.map(({ id }) => db.queries.listReleases(system, id, { ...query, trackId: null })),
    );
    return pages.flatMap(({ items }) => items.map(({ release }) => release));
  }

  async see(): Promise<Seen> {
    const { db } = this.#aging.ports;
    const seen: Seen = { tracks: new Map(), heads: [] };
    for (const { id } of this.#apps) {
      for (const track of await db.tracks.list(system, id)) seen.tracks.set(track.id, track);
    }
    seen.heads = await db.releases.listHeads(this.#apps.map(({ id }) => id));
    return seen;
  }

  /** What comes too late, or is not allowed, is refused, and that is fine. */
  async do(action: Action): Promise<void> {
    try {
      await this.#do(action);
    } catch (error) {
      if (!isDomainError(error)) throw error;
    }
  }

  async #do({ act, version, track: trackAt, release: releaseAt, share }: Action): Promise<unknown> {
    const { ports, pass } = this.#aging;
    const app = createApplication(ports);
    const actor = this.#developer;
    const versionId = this.#versions[version] ?? newId<"version">();
    const other = this.#versions[(version + 4) % 8] ?? newId<"version">();
    const track = tracks[trackAt] ?? stable;
    const all = await this.releases();
    const fitting: Partial<Record<typeof act, readonly Release["status"][]>> = {
      cancel: ["scheduled"],
      "roll back": ["rolling", "paused", "complete"],
    };
    const live = all.filter(({ status }) => (fitting[act] ?? ["rolling", "paused"]).includes(status));
    const releaseId = live[releaseAt % Math.max(1, live.length)]?.id ?? newId<"release">();
    const one = { actor, releaseId };
    const now = await ports.db.releases.now();
    const rollout = Rollout.parse({ basisPoints: share });
    const later = { ...rollout, startsAt: new Date(now.getTime() + 2 * 3_600_000) };
    const ramp = { stepBasisPoints: 3_000, everyHours: 1 };
    const releases = [versionId, other].map((id) => ({ versionId: id, track }));
    switch (act) {
      case "start":
        return app.startRelease({ actor, versionId, track, rollout });
      case "schedule":
        return app.startRelease({ actor, versionId, track, rollout: later });
      case "ramp":
        return app.startRelease({ actor, versionId, track, rollout: { ...rollout, basisPoints: 100, ramp } });
      case "together":
        return app.startReleases({ actor, releases, rollout });
      case "together later":
        return app.startReleases({ actor, releases, rollout: later });
      case "raise":
        return app.raiseRelease({ ...one, basisPoints: share });
      case "pause":
        return app.pauseRelease(one);
      case "resume":
        return app.resumeRelease(one);
      case "complete":
        return app.finishRelease(one);
      case "roll back":
        return app.rollBackRelease(one);
      case "cancel":
        return app.cancelRelease(one);
      case "publish":
        return app.publishVersion({ actor, versionId });
      case "withdraw":
        return app.withdrawVersion({ actor, versionId, reason: "It loses notes." });
      case "remove":
        return app.removeVersion({ actor: this.#admin, versionId, reason: "It is not what it says." });
      case "fail":
        return recordInstallReports(ports, { reports: reportsOf(releaseId, "failed") });
      case "succeed":
        return recordInstallReports(ports, { reports: reportsOf(releaseId, "installed") });
      case "tend":
        return tendReleases(ports);
      case "wait":
        return pass(1);
    }
  }

  async judge(before: Seen): Promise<Seen> {
    const { db } = this.#aging.ports;
    const after = await this.see();
    for (const [id, { sequence }] of after.tracks) {
      const [was, is] = [picture(before, id), picture(after, id)];
      const known = before.tracks.get(id)?.sequence ?? 0;
      expect(sequence).toBeGreaterThanOrEqual(known);
      if (was !== is) expect(sequence, `${was} → ${is}`).toBeGreaterThan(known);
      const heads = after.heads.filter(({ trackId }) => trackId === id);
      expect(heads.filter(({ status }) => status === "complete").length).toBeLessThanOrEqual(1);
      expect(heads.filter(({ status }) => status !== "complete").length).toBeLessThanOrEqual(1);
      const beneath = await db.releases.findBeneath(id);
      for (const { versionId } of [...heads, ...(beneath ? [beneath] : [])]) {
        const version = await db.versions.find(system, versionId);
        expect(version).toMatchObject({ status: "published", purgedAt: null, onTrack: true });
      }
    }
    for (const release of after.heads) {
      const was = before.heads.find(({ id }) => id === release.id);
      if (was?.status === "rolling")
        for (const device of devices) expect(isIn(release, device) || !isIn(was, device), device).toBe(true);
    }
    const all = await this.releases();
    for (const { status, pausedFor } of all) this.reached.add(pausedFor === "failures" ? "halted" : status);
    const groups = Map.groupBy(all, ({ groupId }) => groupId);
    for (const [groupId, members] of groups) {
      const begun = members.filter(({ status }) => status !== "scheduled" && status !== "cancelled").length;
      if (groupId !== null) expect([0, members.length]).toContain(begun);
    }
    return after;
  }
}

function reportsOf(releaseId: ReleaseId, outcome: "installed" | "failed") {
  return Array.from({ length: 25 }, () => ({ id: newId() as InstallReportId, releaseId, outcome }));
}

const isIn = ({ id, basisPoints }: Release, device: string) => isAmongFirst(id, device, basisPoints);

function picture({ heads }: Seen, trackId: TrackId): string {
  const on = heads.filter((release) => release.trackId === trackId);
  const base = on.find(({ status }) => status === "complete");
  const candidate = on.find(({ status }) => status !== "complete");
  return [base?.id, candidate?.id, candidate?.status, candidate?.basisPoints].join(" ");
}

/** Whatever people and the clock do, in any order and two at a time: what must be true of releases afterwards. */
export function describeReleaseModel(
  name: string,
  makePorts: () => Promise<AgingPorts>,
  { runs, steps, timeoutMs }: { runs: number; steps: number; timeoutMs: number },
): void {
  describe(`releases in ${name}, whatever is done to them`, () => {
    test(
      "one of a kind on a track, a sequence that grows, groups all or none, and nobody falls out of a rollout",
      async () => {
        const reached = new Set<string>();
        await fc.assert(
          fc.asyncProperty(
            fc.array(fc.tuple(action, fc.option(action)), { minLength: steps / 2, maxLength: steps }),
            async (plan) => {
              const world = new World(await makePorts());
              await world.open();
              let seen = await world.see();
              for (const [one, other] of plan) {
                await Promise.all([world.do(one), other && world.do(other)]);
                seen = await world.judge(seen);
              }
              for (const status of world.reached) reached.add(status);
            },
          ),
          { numRuns: runs, seed, endOnFailure: true },
        );
        // A model that never gets anywhere would prove nothing.
        for (const status of ["rolling", "complete", "superseded", "rolled_back", "cancelled", "halted"])
          expect([...reached]).toContain(status);
      },
      timeoutMs,
    );
  });
}
