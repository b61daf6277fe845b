import type { Delta, OfferedDelta } from "../../delta.ts";
import type { DeltaStore } from "../../ports/deltas.ts";
import { type Access, copyOf, type State } from "./state.ts";

const keyOf = ({ versionId, baseId }: Pick<Delta, "versionId" | "baseId">) => `${versionId} ${baseId}`;

export function memoryDeltaStore({ read, write }: Access): DeltaStore {
  const ofVersion = (state: State, versionId: string) =>
    [...state.deltas.values()]
      .filter((delta) => delta.versionId === versionId)
      .sort((a, b) => b.fromVersionCode - a.fromVersionCode);

  /** Changes those that match; gives how many. */
  const change = (
    state: State,
    versionId: string,
    matches: (delta: Delta) => boolean,
    set: Partial<Delta>,
  ): number => {
    const matching = ofVersion(state, versionId).filter(matches);
    for (const delta of matching) state.deltas.set(keyOf(delta), { ...delta, ...set });
    return matching.length;
  };

  return {
    async describe(versionId) {
      const contentsSha256 = read().contentLists.get(versionId) ?? null;
      const deltas = ofVersion(read(), versionId).flatMap((delta): OfferedDelta[] => {
        const { fromVersionCode, fromContentsSha256, size, sha256 } = delta;
        if (delta.status !== "offered" || !fromContentsSha256 || size === null || !sha256) return [];
        return [{ fromVersionCode, fromContentsSha256, size, sha256 }];
      });
      return { contentsSha256, deltas };
    },

    async listBases({ appId, versionCode }, limit) {
      const code = (version: { versionCode: number | null }) => version.versionCode ?? 0;
      return [...read().versions.values()]
        .filter((one) => one.appId === appId && one.status === "published" && one.purgedAt === null)
        .filter((one) => one.versionCode !== null && code(one) < (versionCode ?? 0))
        .sort((a, b) => code(b) - code(a))
        .slice(0, limit)
        .flatMap((one) => copyOf(one) ?? []);
    },

    list: async (versionId) => structuredClone(ofVersion(read(), versionId)),

    plan: (versionId, baseIds) =>
      write((state) => {
        for (const baseId of baseIds) {
          const fromVersionCode = state.versions.get(baseId)?.versionCode;
          if (!fromVersionCode || !state.versions.has(versionId))
            throw new Error(`no delta can be made from ${baseId} to ${versionId}`);
          const key = keyOf({ versionId, baseId });
          if (state.deltas.has(key)) continue;
          const nothing = { reason: null, size: null, sha256: null, fromContentsSha256: null };
          state.deltas.set(key, { versionId, baseId, fromVersionCode, status: "making", ...nothing });
        }
      }),

    settle: ({ versionId, baseId }, outcome) =>
      write((state) => {
        if (outcome.status === "offered" && !state.contentLists.has(versionId))
          throw new Error(`no list of contents of version ${versionId} is noted`);
        const isIt = (delta: Delta) => delta.baseId === baseId && delta.status === "making";
        return change(state, versionId, isIt, outcome) === 1;
      }),

    noteContents: (versionId, sha256) =>
      write(({ contentLists }) => {
        const noted = contentLists.get(versionId) ?? sha256;
        contentLists.set(versionId, noted);
        return noted;
      }),

    interrupt: (versionId) =>
      write((state) => {
        const set = { status: "failed", reason: "interrupted" } as const;
        return change(state, versionId, ({ status }) => status === "making", set);
      }),

    resume: (versionId) =>
      write((state) => {
        const set = { status: "making", reason: null } as const;
        return change(state, versionId, ({ reason }) => reason === "interrupted", set);
      }),

    end: (versionId, from, reason) =>
      write((state) => {
        if (from === "all") state.contentLists.delete(versionId);
        const isIt = (delta: Delta) =>
          delta.status === "offered" && (from === "all" || delta.fromVersionCode === from);
        const gone = {
          status: "failed",
          reason,
          size: null,
          sha256: null,
          fromContentsSha256: null,
        } as const;
        return change(state, versionId, isIt, gone);
      }),

    forget: (versionIds) =>
      write((state) => {
        for (const id of versionIds) state.contentLists.delete(id);
        const forgotten = versionIds.flatMap((id) => ofVersion(state, id));
        for (const delta of forgotten) state.deltas.delete(keyOf(delta));
        return forgotten.map(({ versionId, fromVersionCode }) => ({ versionId, fromVersionCode }));
      }),
  };
}
