import type { DeveloperId } from "../../ids.ts";
import { addressOf } from "../../object-keys.ts";
import type { DeveloperUsageItem, UsageQueries, UsageStore } from "../../ports/usage.ts";
import { isOfVersion } from "../../stored-object.ts";
import { type BytesByState, type Day, dayOf, type StoredState, type UsageDay } from "../../usage.ts";
import { orderOf } from "../../usage-query.ts";
import { contains, cut } from "./queries.ts";
import type { Access, State } from "./state.ts";

function blankDay(day: Day): UsageDay {
  return {
    day,
    storedBytes: 0,
    peakBytes: 0,
    byState: {},
    classA: 0,
    classB: 0,
    egressBytes: 0,
    deltaBytesSaved: 0,
    recordedAt: null,
  };
}

const rowKey = (day: Day, developerId: string) => `${day} ${developerId}`;

export function memoryUsageStore({ write }: Access): UsageStore {
  return {
    recordDevelopers: ({ at, after, limit }) =>
      write((state) => {
        const batch = [...state.developers.keys()]
          .filter((id) => after === null || id > after)
          .sort()
          .slice(0, limit);
        const day = dayOf(at);
        for (const id of batch) {
          const byState = heldBy(state, id as DeveloperId);
          const key = rowKey(day, id);
          const known = state.usageDays.get(key);
          if (known || Object.keys(byState).length > 0)
            state.usageDays.set(key, looked(known ?? blankDay(day), byState, at));
        }
        return batch.length === limit ? ((batch.at(-1) as DeveloperId | undefined) ?? null) : null;
      }),

    recordStore: (at) =>
      write((state) => {
        const day = dayOf(at);
        const byState: BytesByState = {};
        for (const row of state.usageDays.values())
          if (row.day === day)
            for (const [of, bytes] of Object.entries(row.byState)) add(byState, of as StoredState, bytes);
        for (const [of, bytes] of Object.entries(heldBy(state, null))) add(byState, of as StoredState, bytes);
        state.storeUsageDays.set(day, looked(state.storeUsageDays.get(day) ?? blankDay(day), byState, at));
      }),

    addOperations: (at, counts) =>
      write(({ usageDays, storeUsageDays }) => {
        const day = dayOf(at);
        for (const { developerId, classA, classB, egressBytes, deltaBytesSaved = 0 } of counts) {
          const more = (known: UsageDay): UsageDay => ({
            ...known,
            classA: known.classA + classA,
            classB: known.classB + classB,
            egressBytes: known.egressBytes + egressBytes,
            deltaBytesSaved: known.deltaBytesSaved + deltaBytesSaved,
          });
          storeUsageDays.set(day, more(storeUsageDays.get(day) ?? blankDay(day)));
          if (developerId === null) continue;
          const key = rowKey(day, developerId);
          usageDays.set(key, more(usageDays.get(key) ?? blankDay(day)));
        }
      }),
  };
}

function add(byState: BytesByState, of: StoredState, bytes: number): void {
  byState[of] = (byState[of] ?? 0) + bytes;
}

function heldBy({ objects, versions }: State, developerId: DeveloperId | null): BytesByState {
  const held: BytesByState = {};
  for (const { key, kind, appId, size, status, developerId: owner } of objects.values()) {
    if (owner !== developerId || (status !== "stored" && status !== "deleting")) continue;
    const address = addressOf(key);
    const code = address && "versionCode" in address ? address.versionCode : null;
    const version = [...versions.values()].find((one) => one.appId === appId && one.versionCode === code);
    const of = isOfVersion(kind) ? (version?.status ?? "other") : kind;
    add(held, of, size ?? 0);
  }
  return held;
}

function looked(known: UsageDay, byState: BytesByState, at: Date): UsageDay {
  if (known.recordedAt && known.recordedAt > at) return known;
  const storedBytes = Object.values(byState).reduce((sum, bytes) => sum + bytes, 0);
  return {
    ...known,
    storedBytes,
    byState,
    peakBytes: Math.max(known.peakBytes, storedBytes),
    recordedAt: at,
  };
}

export function memoryUsageQueries(read: () => State): UsageQueries {
  const nameOf = (id: string) => read().developers.get(id) ?? "";
  const byDay = (a: UsageDay, b: UsageDay) => (a.day < b.day ? -1 : 1);
  return {
    listStoreDays: async ({ from, to }) =>
      structuredClone(
        [...read().storeUsageDays.values()].filter(({ day }) => day >= from && day <= to).sort(byDay),
      ),

    findLastDay: async () =>
      structuredClone(
        [...read().storeUsageDays.values()]
          .filter(({ recordedAt }) => recordedAt !== null)
          .sort(byDay)
          .at(-1) ?? null,
      ),

    async listDeveloperUsage(query, { standing, from, to }) {
      const items = new Map<string, DeveloperUsageItem>();
      for (const [key, row] of read().usageDays) {
        if (row.day < from || row.day > to) continue;
        const id = key.slice(11) as DeveloperId;
        const stand = read().usageDays.get(rowKey(standing, id));
        const item = items.get(id) ?? {
          developerId: id,
          name: nameOf(id),
          storedBytes: stand?.storedBytes ?? 0,
          byState: stand?.byState ?? {},
          classA: 0,
          classB: 0,
          egressBytes: 0,
        };
        items.set(id, {
          ...item,
          classA: item.classA + row.classA,
          classB: item.classB + row.classB,
          egressBytes: item.egressBytes + row.egressBytes,
        });
      }
      const sign = orderOf(query) === "asc" ? 1 : -1;
      const sortedBy = (item: DeveloperUsageItem) =>
        ({
          stored: item.storedBytes,
          name: item.name.toLowerCase(),
          class_a: item.classA,
          class_b: item.classB,
          egress: item.egressBytes,
        })[query.sort];
      const sorted = [...items.values()]
        .filter(({ name }) => contains(query.search, [name]))
        .sort((a, b) => {
          if (sortedBy(a) === sortedBy(b)) return a.developerId < b.developerId ? -1 : 1;
          return sortedBy(a) < sortedBy(b) ? -sign : sign;
        });
      return cut(sorted, query);
    },

    async readDeveloperDays({ from, to }, after, limit) {
      const start = after ? rowKey(after.day, after.developerId) : "";
      return [...read().usageDays.entries()]
        .filter(([key, { day }]) => day >= from && day <= to && key > start)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .slice(0, limit)
        .map(([key, row]) => {
          const developerId = key.slice(11) as DeveloperId;
          return structuredClone({ ...row, developerId, name: nameOf(developerId) });
        });
    },
  };
}
