import type { CostLineName } from "@mosis/domain";

/** How the lines of a bill are called and coloured. */
export const lineLooks: Record<CostLineName, { label: string; unit: "bytes" | "calls"; color: string }> = {
  storage: { label: "Storage", unit: "bytes", color: "iris.5" },
  class_a: { label: "Writes, copies, lists (class A)", unit: "calls", color: "teal.5" },
  class_b: { label: "Reads (class B)", unit: "calls", color: "cyan.5" },
  retrieval: { label: "Retrieval", unit: "bytes", color: "yellow.5" },
  egress: { label: "Egress", unit: "bytes", color: "orange.5" },
};
