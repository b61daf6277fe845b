import { type FindingCount, type FindingKind, findingKinds, type Repair, repairOf } from "@mosis/domain";
import { repairSentence } from "../../finding-words.ts";

/** One kind of finding: how many there are, what became of them, and what approving the rest will do. */
export interface PlanLine {
  kind: FindingKind;
  total: number;
  bytes: number;
  open: number;
  repaired: number;
  skipped: number;
  needsPerson: number;
  /** Empty when nothing is open. */
  sentences: string[];
}

/** The plan of a run, what breaks something first. */
export function planOf(counts: readonly FindingCount[]): PlanLine[] {
  return findingKinds.toReversed().flatMap((kind) => {
    const found = counts.filter((count) => count.kind === kind);
    if (found.length === 0) return [];
    const sum = (outcome: FindingCount["outcome"]) =>
      found.reduce((total, count) => total + (count.outcome === outcome ? count.count : 0), 0);
    return [
      {
        kind,
        total: found.reduce((total, { count }) => total + count, 0),
        bytes: found.reduce((total, { bytes }) => total + bytes, 0),
        open: sum("open"),
        repaired: sum("repaired"),
        skipped: sum("skipped"),
        needsPerson: sum("needs_person"),
        sentences: sentencesOf(
          kind,
          found.filter(({ outcome }) => outcome === "open"),
        ),
      },
    ];
  });
}

function sentencesOf(kind: FindingKind, open: readonly FindingCount[]): string[] {
  const totals = new Map<Repair, { count: number; bytes: number }>();
  for (const found of open) {
    const repair = repairOf(found);
    const total = totals.get(repair) ?? { count: 0, bytes: 0 };
    totals.set(repair, { count: total.count + found.count, bytes: total.bytes + found.bytes });
  }
  return [...totals].map(([repair, { count, bytes }]) =>
    repairSentence(repair, count, bytes, kind.startsWith("wrong")),
  );
}
