import { type Finding, findingKinds } from "../../inventory.ts";
import type { FindingCount, InventoryQueries } from "../../ports/inventory-queries.ts";
import { contains, cut } from "./queries.ts";
import type { State } from "./state.ts";

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const markOf = ({ kind, key, storageUploadId }: Pick<Finding, "kind" | "key" | "storageUploadId">) =>
  `${kind}\0${key}\0${storageUploadId}`;

/** Reads of the inventory for pages, over whatever `read` gives at the time. */
export function memoryInventoryQueries(read: () => State): InventoryQueries {
  const findingsOf = (runId: string) => [...read().findings.values()].filter((one) => one.runId === runId);
  const held = () => [...read().quarantine.values()].filter(({ status }) => status === "held");
  const nameOf = (id: string | null) => (id === null ? null : (read().users.get(id)?.name ?? null));

  return {
    async listInventoryRuns(query) {
      const runs = [...read().inventoryRuns.values()]
        .sort((a, b) => b.startedAt.getTime() - a.startedAt.getTime() || compareText(b.id, a.id))
        .map((run) => ({
          ...structuredClone(run),
          startedByName: nameOf(run.startedBy),
          approvedByName: nameOf(run.approvedBy),
        }));
      return cut(runs, query);
    },

    async countFindings(runId) {
      const counts = new Map<string, FindingCount>();
      for (const { kind, objectKind, outcome, found, expected } of findingsOf(runId)) {
        const name = [kind, objectKind, outcome].join(" ");
        const count = counts.get(name) ?? { kind, objectKind, outcome, count: 0, bytes: 0 };
        count.count += 1;
        count.bytes += found.size ?? expected.size ?? 0;
        counts.set(name, count);
      }
      return [...counts.values()].sort(
        (a, b) =>
          compareText(a.kind, b.kind) ||
          compareText(a.objectKind ?? "~", b.objectKind ?? "~") ||
          compareText(a.outcome, b.outcome),
      );
    },

    async listFindings(runId, query) {
      const rank = (finding: Finding) => -findingKinds.indexOf(finding.kind);
      const items = findingsOf(runId)
        .filter(
          ({ kind, outcome }) => (query.kind ?? kind) === kind && (query.outcome ?? outcome) === outcome,
        )
        .filter(({ key }) => contains(query.search, [key]))
        .sort((a, b) => rank(a) - rank(b) || compareText(markOf(a), markOf(b)));
      return cut(structuredClone(items), query);
    },

    readFindings: async (runId, after, limit) =>
      structuredClone(
        findingsOf(runId)
          .filter((one) => after === null || markOf(one) > markOf(after))
          .sort((a, b) => compareText(markOf(a), markOf(b)))
          .slice(0, limit),
      ),

    listQuarantine: async (query) =>
      cut(
        structuredClone(held().filter(({ originalKey }) => contains(query.search, [originalKey]))).reverse(),
        query,
      ),

    measureQuarantine: async () => ({
      objects: held().length,
      bytes: held().reduce((sum, { size }) => sum + size, 0),
    }),
  };
}
