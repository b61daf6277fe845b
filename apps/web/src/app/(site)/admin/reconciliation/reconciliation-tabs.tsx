import { Group } from "@mantine/core";
import { LinkButton } from "@/ui/link.tsx";

/** Between the comparisons and what they took out of the way. */
export function ReconciliationTabs({ here, held }: { here: "runs" | "quarantine"; held: number }) {
  const look = (tab: typeof here) => ({
    size: "xs" as const,
    variant: tab === here ? ("light" as const) : ("subtle" as const),
  });
  return (
    <Group component="nav" gap="xs" mb="md" aria-label="Reconciliation">
      <LinkButton href="/admin/reconciliation" {...look("runs")}>
        Comparisons
      </LinkButton>
      <LinkButton href="/admin/reconciliation/quarantine" {...look("quarantine")}>
        Quarantine{held > 0 ? ` · ${held.toLocaleString("en")}` : ""}
      </LinkButton>
    </Group>
  );
}
