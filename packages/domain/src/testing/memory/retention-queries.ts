import type { UserId } from "../../ids.ts";
import { type ListQuery, type Page, pageOf, pageSize, retainedDays } from "../../listing.ts";
import type {
  ForecastItem,
  RetainedItem,
  RetentionQueries,
  SweepRun,
  VersionHead,
} from "../../ports/retention-queries.ts";
import { dayMs } from "../../quota.ts";
import { purgeAt, type RetentionPolicy } from "../../retention.ts";
import type { Version } from "../../version.ts";
import { headOf as appHead } from "./queries.ts";
import { isHeld, policyInForce, ruleOf } from "./retention-store.ts";
import type { State, SweepRunRow } from "./state.ts";

function versionHead({ id, manifest, versionCode, fileName, size, status }: Version): VersionHead {
  return { id, versionName: manifest?.version ?? null, versionCode, fileName, size, status };
}

function pageFrom<Item>(all: Item[], { page }: Pick<ListQuery, "page">): Page<Item> {
  return pageOf(all.slice((page - 1) * pageSize, page * pageSize), all.length, page);
}

export function memoryRetentionQueries(read: () => State, now: () => number): RetentionQueries {
  const finds = ({ search }: ListQuery, ...texts: string[]) =>
    texts.some((text) => text.toLowerCase().includes(search.toLowerCase()));

  function headOf(state: State, appId: string) {
    const app = state.apps.get(appId);
    if (!app) throw new Error(`there is no app ${appId}`);
    return appHead(app);
  }

  /** What the policy deletes some day, the next first. */
  function retained(policy: RetentionPolicy): (RetainedItem & { due: number })[] {
    const state = read();
    const items = [...state.versions.values()].flatMap((version) => {
      const times = state.retention.get(version.id);
      const rule = ruleOf(state, version, policy);
      const due = times && rule && purgeAt(rule, times, now());
      if (!times?.class || due === null || due === undefined) return [];
      const held = isHeld(state, version);
      const { class: of, announcedAt } = times;
      return {
        version: versionHead(version),
        app: headOf(state, version.appId),
        class: of,
        dueAt: held ? null : new Date(due),
        announcedAt: announcedAt === null ? null : new Date(announcedAt),
        isHeld: held,
        due,
      };
    });
    return items.sort((a, b) => a.due - b.due);
  }

  const dayOf = (due: number) => Math.floor(Math.max(due, now()) / dayMs) * dayMs;
  const within = (policy: RetentionPolicy, days: number) =>
    retained(policy).filter(({ isHeld, due }) => !isHeld && due < now() + days * dayMs);
  const nameOf = (id: string | null) => (id === null ? null : (read().users.get(id)?.name ?? null));

  function runOf([id, { startedAt, end, finishedAt, approvedBy, approvedAt }]: [
    string,
    SweepRunRow,
  ]): SweepRun {
    const latest = [...read().sweepRuns].filter(([, run]) => run.end !== null).at(-1)?.[0];
    const nothing = { versions: 0, bytes: 0, keptVersions: 0, keptBytes: 0 };
    return {
      id: id as SweepRun["id"],
      outcome: end?.outcome ?? "running",
      startedAt: new Date(startedAt),
      finishedAt: finishedAt === null ? null : new Date(finishedAt),
      announced: end?.announced ?? 0,
      retracted: end?.retracted ?? 0,
      purged: end?.purged ?? 0,
      purgedBytes: end?.purgedBytes ?? 0,
      due: end?.due ?? nothing,
      approvedBy: nameOf(approvedBy),
      approvedAt: approvedAt === null ? null : new Date(approvedAt),
      isWaiting: end?.outcome === "stopped" && approvedBy === null && latest === id,
    };
  }

  return {
    async forecast(policy, days) {
      const sums = new Map<string, ForecastItem>();
      for (const { due, class: of, version } of within(policy, days)) {
        const day = dayOf(due);
        const sum = sums.get(`${day} ${of}`) ?? { day: new Date(day), class: of, versions: 0, bytes: 0 };
        sums.set(`${day} ${of}`, {
          ...sum,
          versions: sum.versions + 1,
          bytes: sum.bytes + version.size,
        });
      }
      return [...sums.values()].sort(
        (a, b) => a.day.getTime() - b.day.getTime() || (a.class < b.class ? -1 : 1),
      );
    },

    async listForecastApps(policy, days, query) {
      const apps = Map.groupBy(within(policy, days), ({ app }) => app.id);
      const items = [...apps.values()].flatMap((all) => {
        const [first] = all;
        if (!first || !finds(query, first.app.name, first.app.packageId)) return [];
        const bytes = all.reduce((sum, { version }) => sum + version.size, 0);
        return { app: first.app, versions: all.length, bytes, first: new Date(Math.max(first.due, now())) };
      });
      return pageFrom(
        items.sort((a, b) => b.bytes - a.bytes),
        query,
      );
    },

    async listRetained(query) {
      const items = retained(policyInForce(read()).policy).filter(
        (item) =>
          finds(query, item.app.name, item.app.packageId, item.version.fileName) &&
          (query.class === null || item.class === query.class) &&
          (query.show !== "all" || query.day !== null || item.due < now() + retainedDays * dayMs) &&
          (query.show !== "announced" || item.announcedAt !== null) &&
          (query.show !== "held" || item.isHeld) &&
          (query.day === null || (!item.isHeld && dayOf(item.due) === Date.parse(query.day))),
      );
      return pageFrom(
        items.map(({ due: _, ...item }) => item),
        query,
      );
    },

    async findRetained(id) {
      const found = retained(policyInForce(read()).policy).find(({ version }) => version.id === id);
      if (!found) return null;
      const { due: _, ...item } = found;
      return item;
    },

    listSweepRuns: async (query) => pageFrom([...read().sweepRuns].reverse().map(runOf), query),

    async findSweepRun(id, query) {
      const state = read();
      const run = state.sweepRuns.get(id);
      if (!run) return null;
      const purges = state.purges
        .filter((purge) => purge.run === id)
        .flatMap(({ id, class: of, dueAt }) => {
          const version = state.versions.get(id);
          if (!version?.purgedAt) return [];
          const app = headOf(state, version.appId);
          return finds(query, app.name, app.packageId, version.fileName)
            ? {
                version: versionHead(version),
                app,
                class: of,
                dueAt: new Date(dueAt),
                purgedAt: version.purgedAt,
              }
            : [];
        })
        .sort((a, b) => b.version.size - a.version.size);
      return { run: runOf([id, run]), purges: pageFrom(purges, query) };
    },

    async listHolds(query) {
      const state = read();
      const items = [...state.holds.values()].reverse().map(({ id, appId, versionId, ...hold }) => {
        const version = versionId && state.versions.get(versionId);
        return {
          id,
          app: headOf(state, appId),
          version: version ? versionHead(version) : null,
          reason: hold.reason,
          placedBy: nameOf(hold.placedBy),
          placedAt: hold.placedAt,
        };
      });
      return pageFrom(
        items.filter(({ app, reason }) => finds(query, app.name, app.packageId, reason)),
        query,
      );
    },

    async listOverrides(query) {
      const state = read();
      const items = [...state.overrides.values()].reverse().map(({ appId, setBy, ...override }) => ({
        ...override,
        app: headOf(state, appId),
        setBy: nameOf(setBy as UserId),
      }));
      return pageFrom(
        items.filter(({ app, reason }) => finds(query, app.name, app.packageId, reason)),
        query,
      );
    },
  };
}
