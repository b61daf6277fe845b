import { DomainError } from "../../errors.ts";
import { type Finding, type InventoryRun, type LedgerEntry, noCounts } from "../../inventory.ts";
import { compareKeys } from "../../key-order.ts";
import { objectKeys } from "../../object-keys.ts";
import type { InventoryStore } from "../../ports/inventory.ts";
import type { StoredObject } from "../../stored-object.ts";
import { type Access, copyOf, type State } from "./state.ts";

function entryOf({ key, kind, status, size, etag, sha256, updatedAt }: StoredObject): LedgerEntry {
  return { key, kind, status, size, etag, sha256, updatedAt };
}

export function memoryInventoryStore({ read, write, now }: Access): InventoryStore {
  /** Changes a run if it stands as expected; gives it then, else null. */
  function change(
    state: State,
    id: string,
    expected: (run: InventoryRun) => boolean,
    set: (run: InventoryRun) => Partial<InventoryRun>,
  ): InventoryRun | null {
    const run = state.inventoryRuns.get(id);
    if (!run || !expected(run)) return null;
    const next = { ...run, ...structuredClone(set(run)), changedAt: new Date(now()) };
    state.inventoryRuns.set(id, next);
    return structuredClone(next);
  }
  const isRunning = (state: State) =>
    [...state.inventoryRuns.values()].some(({ status }) => status === "running");

  return {
    now: async () => new Date(now()),

    start: ({ sampleSize, ...given }) =>
      write((state) => {
        if (isRunning(state)) return null;
        const packages = [...state.objects.values()].filter(
          ({ status, kind }) => status === "stored" && kind === "package",
        );
        const at = new Date(now());
        const run: InventoryRun = {
          ...given,
          status: "running",
          phase: "objects",
          cursor: "",
          slice: 1,
          step: 0,
          sampleShare: Math.min(1, sampleSize / Math.max(1, packages.length)),
          counts: { ...noCounts },
          startedAt: at,
          changedAt: at,
          finishedAt: null,
          approvedKinds: [],
          approvedBy: null,
          approvedAt: null,
          repairSlice: 0,
          repairedAt: null,
        };
        state.inventoryRuns.set(run.id, run);
        return structuredClone(run);
      }),

    find: async (id) => copyOf(read().inventoryRuns.get(id)),

    findLatest: async () => {
      const runs = [...read().inventoryRuns.values()];
      return copyOf(runs.sort((a, b) => b.startedAt.getTime() - a.startedAt.getTime())[0]);
    },

    hasOlder: async (ageMs) =>
      [...read().objects.values()].some(
        ({ status, updatedAt }) => status === "stored" && updatedAt.getTime() < now() - ageMs,
      ),

    advance: ({ id, step }, progress) =>
      write((state) => {
        const isDone = progress.phase === "done";
        const run = change(
          state,
          id,
          (known) => known.step === step && known.status === "running",
          () => ({
            ...progress,
            step: step + 1,
            status: isDone ? "finished" : "running",
            finishedAt: isDone ? new Date(now()) : null,
          }),
        );
        if (!run) throw new DomainError("inventory_state_conflict");
        return run;
      }),

    move: (id, from, to) =>
      write((state) => {
        if (to === "running" && isRunning(state)) return false;
        const moved = change(
          state,
          id,
          ({ status }) => status === from,
          ({ step }) => ({ status: to, step: step + 1 }),
        );
        return moved !== null;
      }),

    addFindings: (runId, findings) =>
      write((state) => {
        for (const finding of findings) {
          const isKnown = [...state.findings.values()].some(
            (one) =>
              one.runId === runId &&
              one.kind === finding.kind &&
              one.key === finding.key &&
              one.storageUploadId === finding.storageUploadId,
          );
          if (isKnown) continue;
          const id = BigInt(state.findings.size + 1);
          const settled = { outcome: "open", note: null, settledAt: null } as const;
          state.findings.set(id, { ...structuredClone(finding), id, runId, ...settled });
        }
      }),

    readLedger: async ({ after, limit }) =>
      [...read().objects.values()]
        .filter(({ key, status }) => status !== "deleted" && compareKeys(key, after) > 0)
        .sort((a, b) => compareKeys(a.key, b.key))
        .slice(0, limit)
        .map(entryOf),

    readRows: async (keys) =>
      keys.flatMap((key) => {
        const object = read().objects.get(key);
        return object ? [entryOf(object)] : [];
      }),

    openUploadNames: async (names) => {
      const open = [...read().uploads.values()].filter(({ status }) => status === "open");
      return new Set(
        open.flatMap(({ storageUploadId }) =>
          storageUploadId !== null && names.includes(storageUploadId) ? [storageUploadId] : [],
        ),
      );
    },

    listEndedInParts: async ({ after, before, limit }) =>
      [...read().uploads.values()]
        .flatMap(({ id, status, statusChangedAt, storageUploadId }) => {
          const key = objectKeys.upload(id);
          const isEnded = (status === "expired" || status === "aborted") && statusChangedAt < before;
          const isGone = read().objects.get(key)?.status === "deleted";
          if (storageUploadId === null || !isEnded || isGone || id <= after) return [];
          return [{ id, key, storageUploadId, endedAt: statusChangedAt }];
        })
        .sort((a, b) => compareKeys(a.id, b.id))
        .slice(0, limit),

    findVersion: async (appId, versionCode) =>
      copyOf(
        [...read().versions.values()].find((one) => one.appId === appId && one.versionCode === versionCode),
      ),

    approve: (id, kinds, by) =>
      write((state) =>
        change(
          state,
          id,
          ({ status }) => status === "finished",
          (run) => ({
            approvedBy: by,
            approvedAt: new Date(now()),
            approvedKinds: [...new Set([...run.approvedKinds, ...kinds])].sort(),
            repairSlice: run.repairSlice + 1,
            repairedAt: null,
          }),
        ),
      ),

    advanceRepair: ({ id, repairSlice }, isDone) =>
      write((state) => {
        const moved = change(
          state,
          id,
          (run) => run.repairSlice === repairSlice,
          () => ({ repairSlice: repairSlice + 1, repairedAt: isDone ? new Date(now()) : null }),
        );
        return moved !== null;
      }),

    listOpen: async (runId, kind, limit) =>
      [...read().findings.values()]
        .filter((one) => one.runId === runId && one.kind === kind && one.outcome === "open")
        .slice(0, limit)
        .map((one): Finding => structuredClone(one)),

    settle: (id, outcome, note) =>
      write((state) => {
        const finding = state.findings.get(id);
        if (finding?.outcome !== "open") return false;
        state.findings.set(id, { ...finding, outcome, note, settledAt: new Date(now()) });
        return true;
      }),

    claimStray: (key) =>
      write((state) => {
        const known = state.objects.get(key);
        if (known && known.status !== "deleted") return false;
        const at = new Date(now());
        const blank: StoredObject = {
          key,
          kind: "quarantine",
          appId: null,
          developerId: null,
          status: "deleting",
          size: null,
          etag: null,
          sha256: null,
          createdAt: at,
          updatedAt: at,
        };
        state.objects.set(key, known ? { ...known, status: "deleting", updatedAt: at } : blank);
        return true;
      }),
  };
}
