import { expect, test } from "vitest";
import { system, type UserActor } from "../actor.ts";
import type { App } from "../app.ts";
import { type Application, createApplication } from "../application.ts";
import { isDomainError } from "../errors.ts";
import { type LegalHoldId, newId, type VersionId } from "../ids.ts";
import { ListQuery } from "../listing.ts";
import type { Ports } from "../ports/ports.ts";
import type { PurgedVersion } from "../ports/retention.ts";
import { allDevices, releasesThatKeep } from "../release.ts";
import { defaultRetentionPolicy, type RetentionRule, retentionClasses } from "../retention.ts";
import { addApp, addPerson, addVersion } from "../testing/conformance/sample-rows.ts";
import { surroundPorts } from "../testing/interrupted-ports.ts";
import { createMemoryDatabase } from "../testing/memory-database.ts";
import { createMemoryObjectStore } from "../testing/memory-object-store.ts";
import { coreTracks } from "../track.ts";
import type { Version } from "../version.ts";
import { sweepStore } from "./sweep-store.ts";
import { tendReleases } from "./tend-releases.ts";

const steps = 100_000;
const stepsOfOneStore = 400;
const reason = "Decided by lot.";
const hour = 60 * 60 * 1000;

/** Mulberry32, by Tommy Ettinger, in the public domain. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A small store, in which anything may happen to anything. */
class Store {
  readonly #random: () => number;
  readonly #versions: VersionId[] = [];
  readonly #holds: LegalHoldId[] = [];
  readonly #app: Application;
  readonly #ports: Ports;
  #now = Date.UTC(2026, 0, 1);
  #developer!: UserActor;
  #reviewer!: UserActor;
  #admin!: UserActor;
  readonly #apps: App[] = [];
  #codes = 0;
  /** What was deleted, and what must not have been. */
  deleted = 0;
  readonly wrong: string[] = [];

  constructor(random: () => number) {
    this.#random = random;
    const clock = { now: () => new Date(this.#now) };
    const db = createMemoryDatabase({ clock });
    const ports = { db, objects: createMemoryObjectStore({ now: () => this.#now }), clock };
    // Others get a turn at every call, and every claim is looked at against what was committed before it.
    this.#ports = surroundPorts(ports, async (name, call) => {
      if (random() < 0.3) await new Promise((resolve) => setImmediate(resolve));
      const result = await call();
      if (name === "db.transaction.retention.claimDue") await this.#judge(result as PurgedVersion[], ports);
      return result;
    });
    this.#app = createApplication(this.#ports);
  }

  async open(): Promise<void> {
    const { db } = this.#ports;
    ({ actor: this.#developer } = await addPerson(db));
    ({ actor: this.#reviewer } = await addPerson(db, { role: "reviewer" }));
    ({ actor: this.#admin } = await addPerson(db, { role: "admin" }));
    const icon = { id: newId<"icon">(), contentHash: "0123456789abcdef" };
    for (let at = 0; at < 3; at++) this.#apps.push(await addApp(db, this.#developer, { icon }));
    await this.#decide();
  }

  async #judge(claimed: readonly PurgedVersion[], { db }: Ports): Promise<void> {
    const holds = (await db.queries.listHolds(ListQuery.parse({}))).items;
    for (const { id, appId } of claimed) {
      const version = await db.versions.find(system, id);
      const isHeld = holds.some((hold) => hold.app.id === appId && (hold.version?.id ?? id) === id);
      const isNeeded =
        version === null ||
        version.onTrack ||
        (await this.#isReachable(version, db)) ||
        version.purgedAt !== null ||
        ["validating", "in_review", "approved"].includes(version.status);
      if (isHeld || isNeeded) this.wrong.push(`${id}: ${version?.status}, ${isHeld ? "held" : "not held"}`);
      this.deleted += 1;
    }
  }

  /** Whether devices get it, will, or would after a roll-back, by the releases themselves. */
  async #isReachable({ id, appId }: Version, db: Ports["db"]): Promise<boolean> {
    if ((await db.releases.listOfVersion(id)).length > 0) return true;
    for (const track of await db.tracks.list(system, appId))
      if ((await db.releases.findBeneath(track.id))?.versionId === id) return true;
    return false;
  }

  /** One thing that people, the clock or the sweep do. What comes too late for it is refused, and that is fine. */
  async step(): Promise<void> {
    const all: (readonly [weight: number, act: () => Promise<unknown>])[] = [
      [14, () => this.#upload()],
      [12, () => this.#app.submitVersion({ actor: this.#developer, versionId: this.#any() })],
      [4, () => this.#app.cancelReview({ actor: this.#developer, versionId: this.#any() })],
      [10, () => this.#review("approved")],
      [4, () => this.#review("rejected")],
      [10, () => this.#app.publishVersion({ actor: this.#developer, versionId: this.#any() })],
      [8, () => this.#release()],
      [5, () => this.#change("finishRelease")],
      [5, () => this.#change("rollBackRelease")],
      [2, () => this.#change("cancelRelease")],
      [3, () => tendReleases(this.#ports)],
      [2, () => this.#app.withdrawVersion({ actor: this.#developer, versionId: this.#any(), reason })],
      [1, () => this.#app.removeVersion({ actor: this.#admin, versionId: this.#any(), reason })],
      [3, () => this.#hold()],
      [4, () => this.#lift()],
      [3, () => this.#app.postponeDeletion({ actor: this.#admin, versionId: this.#any() })],
      [3, () => this.#override()],
      [2, () => this.#decide()],
      [12, () => this.#wait()],
      [12, () => sweepStore(this.#ports, { batch: 1 + Math.floor(this.#random() * 4) })],
    ];
    const total = all.reduce((sum, [weight]) => sum + weight, 0);
    let lot = this.#random() * total;
    const [, act] =
      all.find(([weight]) => {
        lot -= weight;
        return lot < 0;
      }) ?? [];
    try {
      await act?.();
    } catch (error) {
      if (!isDomainError(error)) throw error;
    }
  }

  async #wait(): Promise<void> {
    this.#now += Math.ceil(this.#random() * 40) * hour;
  }

  #any(): VersionId {
    return this.#pick(this.#versions.slice(-12)) ?? newId<"version">();
  }

  #pick<Item>(items: readonly Item[]): Item | undefined {
    return items[Math.floor(this.#random() * items.length)];
  }

  async #upload(): Promise<void> {
    const app = this.#pick(this.#apps);
    if (!app) return;
    const status = this.#random() < 0.15 ? "failed" : "draft";
    this.#codes += 1;
    const { id } = await addVersion(this.#ports.db, app, { status, code: this.#codes, size: 1000 });
    this.#versions.push(id);
  }

  #review(verdict: "approved" | "rejected"): Promise<unknown> {
    const decision = { verdict, reason: "Decided by lot." };
    return this.#app.reviewVersion({ actor: this.#reviewer, versionId: this.#any(), decision });
  }

  /** Also again, of what was superseded, rolled back or let go before. */
  async #release(): Promise<void> {
    const published = [];
    for (const id of this.#versions.slice(-40)) {
      const version = await this.#ports.db.versions.find(system, id);
      if (version?.status === "published" && version.purgedAt === null) published.push(id);
    }
    const versionId = this.#pick(published);
    const track = this.#pick(coreTracks)?.name;
    if (!versionId || !track) return;
    const basisPoints = this.#random() < 0.5 ? allDevices : 1 + Math.floor(this.#random() * 9_000);
    const startsAt = this.#random() < 0.2 ? new Date(this.#now + 10 * hour) : null;
    const rollout = { basisPoints, startsAt, ramp: null, haltThreshold: 500 };
    await this.#app.startRelease({ actor: this.#developer, versionId, track, rollout });
  }

  async #change(act: "finishRelease" | "rollBackRelease" | "cancelRelease"): Promise<void> {
    const appId = this.#pick(this.#apps)?.id;
    if (!appId) return;
    const query = ListQuery.parse({});
    const { items } = await this.#ports.db.queries.listReleases(system, appId, { ...query, trackId: null });
    const live = items.filter(({ release }) => releasesThatKeep.some((status) => status === release.status));
    const releaseId = this.#pick(live)?.release.id;
    if (releaseId) await this.#app[act]({ actor: this.#developer, releaseId });
  }

  async #hold(): Promise<void> {
    const app = this.#pick(this.#apps);
    const version = await this.#ports.db.versions.find(system, this.#any());
    const subject = this.#random() < 0.5 ? version : null;
    const appId = subject?.appId ?? app?.id;
    if (!appId) return;
    const hold = { appId, versionId: subject?.id ?? null, reason: "Held by lot." };
    this.#holds.push((await this.#app.placeHold({ actor: this.#admin, ...hold })).id);
  }

  async #lift(): Promise<void> {
    const [holdId] = this.#holds.splice(Math.floor(this.#random() * this.#holds.length), 1);
    if (holdId) await this.#app.liftHold({ actor: this.#admin, holdId });
  }

  async #override(): Promise<void> {
    const appId = this.#pick(this.#apps)?.id;
    const of = this.#pick(retentionClasses);
    if (!appId || !of) return;
    const { keepHours } = this.#rule();
    const override = { appId, class: of, keepHours, reason: "By lot." };
    await (this.#random() < 0.5
      ? this.#app.setRetentionOverride({ actor: this.#admin, override })
      : this.#app.removeRetentionOverride({ actor: this.#admin, appId, of }));
  }

  async #decide(): Promise<void> {
    const rules = Object.fromEntries(retentionClasses.map((of) => [of, this.#rule()])) as Record<
      (typeof retentionClasses)[number],
      RetentionRule
    >;
    const policy = { ...defaultRetentionPolicy, rules, breakerVersions: Math.floor(this.#random() * 20) };
    await this.#app.changeRetentionPolicy({ actor: this.#admin, policy });
  }

  #rule(): RetentionRule {
    if (this.#random() < 0.1) return { keepHours: null, graceHours: 0 };
    const keepHours = 1 + Math.floor(this.#random() * 60);
    return { keepHours, graceHours: Math.floor(this.#random() * Math.min(keepHours, 12)) };
  }
}

test("nothing that is on a track, in review or held is ever deleted, whatever happens at the same time", async () => {
  const random = randomFrom(20261121);
  let deleted = 0;
  for (let done = 0; done < steps; done += stepsOfOneStore) {
    const store = new Store(random);
    await store.open();
    for (let left = stepsOfOneStore; left > 0; ) {
      const together = Math.min(left, 1 + Math.floor(random() * 4));
      await Promise.all(Array.from({ length: together }, () => store.step()));
      left -= together;
    }
    expect(store.wrong).toEqual([]);
    deleted += store.deleted;
  }
  expect(deleted).toBeGreaterThan(steps / 100);
}, 300_000);
