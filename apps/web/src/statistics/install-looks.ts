import type { InstallKind } from "@mosis/domain";

/** How downloads are called and coloured by what they were for. */
export const installLooks: readonly { kind: InstallKind; label: string; color: string }[] = [
  { kind: "update", label: "Updates", color: "iris.5" },
  { kind: "first", label: "First installations", color: "teal.5" },
  { kind: "unknown", label: "Not known", color: "gray.5" },
];
