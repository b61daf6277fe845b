import { Skeleton, Stack } from "@mantine/core";
import classes from "@/dashboard/dashboard.module.css";
import { ListOutline } from "@/ui/page-skeleton.tsx";
import usage from "@/usage/usage.module.css";

const figures = ["a", "b", "c", "d", "e", "f"];
const charts = ["a", "b", "c", "d"];

/** The outline of the dashboard: figures, charts, then lists. */
export default function DashboardSkeleton() {
  return (
    <Stack gap="lg" aria-busy="true" aria-label="Loading">
      <Skeleton height={28} width={200} />
      <div className={usage.figures}>
        {figures.map((figure) => (
          <Skeleton key={figure} height={104} radius="md" />
        ))}
      </div>
      <div className={classes.charts}>
        {charts.map((chart) => (
          <Skeleton key={chart} height={320} radius="md" />
        ))}
      </div>
      <ListOutline />
    </Stack>
  );
}
