import type { DeltaMaker } from "../ports/delta-maker.ts";
import type { IconRenderer } from "../ports/icon-renderer.ts";
import type { PackageInspector } from "../ports/package-inspector.ts";
import type { Ports } from "../ports/ports.ts";
import type { ScreenshotRenderer } from "../ports/screenshot-renderer.ts";
import type { Database, Stores } from "../ports/stores.ts";

/** Stands around every call of a port; `name` is as in `db.versions.update`. */
export type Around = (name: string, call: () => Promise<unknown>) => Promise<unknown>;

type AnyPorts = Ports & {
  inspector?: PackageInspector;
  deltaMaker?: DeltaMaker;
  renderer?: IconRenderer;
  screenshotRenderer?: ScreenshotRenderer;
};

/** The same ports, with `around` about each call, also about those inside a transaction and about the transaction. */
export function surroundPorts<Given extends AnyPorts>(ports: Given, around: Around): Given {
  const { db, objects, inspector, deltaMaker, renderer, screenshotRenderer } = ports;
  return {
    ...ports,
    db: surroundDatabase(db, around),
    objects: surroundCalls("objects", objects, around),
    ...(deltaMaker && { deltaMaker: surroundCalls("deltaMaker", deltaMaker, around) }),
    ...(inspector && { inspector: surroundCalls("inspector", inspector, around) }),
    ...(renderer && { renderer: surroundCalls("renderer", renderer, around) }),
    ...(screenshotRenderer && {
      screenshotRenderer: surroundCalls("screenshotRenderer", screenshotRenderer, around),
    }),
  };
}

/** Calls `then` once, right after the first call of that name has been answered and before its caller goes on. */
export function afterCall<Given extends AnyPorts>(
  ports: Given,
  name: string,
  then: () => Promise<unknown>,
): Given {
  let isDone = false;
  return surroundPorts(ports, async (called, call) => {
    const result = await call();
    if (called === name && !isDone) {
      isDone = true;
      await then();
    }
    return result;
  });
}

class Crash extends Error {}

/**
 * Runs a story again and again on a new world each time: the first run dies after its first call of a port, the
 * next after its second, and so on, until one is through before its death. Each story that died is run once more on
 * healthy ports. Gives how the world stood after each of them.
 */
export async function endsAfterEveryCrash<World, Given extends AnyPorts>(story: {
  begin(): Promise<World>;
  ports(world: World): Given;
  run(ports: Given, world: World): Promise<unknown>;
  end(world: World): Promise<unknown>;
}): Promise<{ diedAfter: string; end: unknown }[]> {
  const ends: { diedAfter: string; end: unknown }[] = [];
  for (;;) {
    const world = await story.begin();
    const healthy = story.ports(world);
    let left = ends.length + 1;
    let diedAfter: string | undefined;
    const dying = surroundPorts(healthy, async (name, call) => {
      if (diedAfter !== undefined) throw new Crash("dead already");
      const result = await call();
      left -= 1;
      if (left > 0) return result;
      diedAfter ??= name;
      throw new Crash(`died after ${name}`);
    });
    try {
      await story.run(dying, world);
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
    }
    if (diedAfter === undefined) return ends;
    await story.run(healthy, world);
    ends.push({ diedAfter, end: await story.end(world) });
  }
}

/**
 * Runs a story again and again on a new world each time: the first run is paused after its first call of a port, the
 * next after its second, and so on, until one is through before its pause. During the pause `meanwhile` happens.
 * There is no pause inside a transaction, which would hold up everyone else. Gives how the world stood before and
 * after the paused run went on, and what that run threw.
 */
export async function endsAfterEveryPause<World, Given extends AnyPorts>(story: {
  begin(): Promise<World>;
  ports(world: World): Given;
  run(ports: Given, world: World): Promise<unknown>;
  meanwhile(world: World): Promise<unknown>;
  end(world: World): Promise<unknown>;
}): Promise<{ pausedAfter: string; before: unknown; end: unknown; thrown: unknown }[]> {
  const ends: { pausedAfter: string; before: unknown; end: unknown; thrown: unknown }[] = [];
  for (;;) {
    const world = await story.begin();
    let left = ends.length + 1;
    let pausedAfter: string | undefined;
    let before: unknown;
    const pausing = surroundPorts(story.ports(world), async (name, call) => {
      const result = await call();
      if (name.startsWith("db.transaction.")) return result;
      left -= 1;
      if (left !== 0) return result;
      pausedAfter = name;
      await story.meanwhile(world);
      before = await story.end(world);
      return result;
    });
    const thrown = await story.run(pausing, world).then(
      () => null,
      (error: unknown) => error,
    );
    if (pausedAfter === undefined) return ends;
    ends.push({ pausedAfter, before, end: await story.end(world), thrown });
  }
}

function surroundDatabase(db: Database, around: Around): Database {
  return {
    ...surroundStores("db", db, around),
    queries: db.queries,
    reconciliation: surroundCalls("db.reconciliation", db.reconciliation, around),
    rawDownloads: surroundCalls("db.rawDownloads", db.rawDownloads, around),
    transaction: <Result>(work: (stores: Stores) => Promise<Result>) =>
      around("db.transaction", () =>
        db.transaction((stores) => work(surroundStores("db.transaction", stores, around))),
      ) as Promise<Result>,
  };
}

function surroundStores(prefix: string, stores: Stores, around: Around): Stores {
  const surround = <Name extends keyof Stores>(name: Name): Stores[Name] =>
    surroundCalls(`${prefix}.${name}`, stores[name], around);
  return {
    users: surround("users"),
    sessions: surround("sessions"),
    tokens: surround("tokens"),
    accounts: surround("accounts"),
    invitations: surround("invitations"),
    apps: surround("apps"),
    transfers: surround("transfers"),
    trust: surround("trust"),
    quotas: surround("quotas"),
    uploads: surround("uploads"),
    versions: surround("versions"),
    tracks: surround("tracks"),
    releases: surround("releases"),
    deltas: surround("deltas"),
    downloads: surround("downloads"),
    logFiles: surround("logFiles"),
    icons: surround("icons"),
    screenshots: surround("screenshots"),
    objects: surround("objects"),
    inventory: surround("inventory"),
    quarantine: surround("quarantine"),
    outbox: surround("outbox"),
    usage: surround("usage"),
    catalog: surround("catalog"),
    costSettings: surround("costSettings"),
    storeSettings: surround("storeSettings"),
    audit: surround("audit"),
    alerts: surround("alerts"),
    announcements: surround("announcements"),
    notices: surround("notices"),
    webhooks: surround("webhooks"),
    retention: surround("retention"),
    reviews: surround("reviews"),
    fileLists: surround("fileLists"),
  };
}

/** The same port, with `around` about each call; every method of it has to give a promise. */
export function surroundCalls<Port extends object>(prefix: string, port: Port, around: Around): Port {
  return new Proxy(port, {
    get(target, property) {
      const member: unknown = Reflect.get(target, property);
      if (typeof member !== "function") return member;
      return (...values: unknown[]) =>
        around(`${prefix}.${String(property)}`, async () => Reflect.apply(member, target, values));
    },
  });
}
