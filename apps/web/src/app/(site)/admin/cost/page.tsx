import { Stack, Text } from "@mantine/core";
import { type CostOverview, DeveloperUsageQuery, formatDollars, ownPriceLists } from "@mosis/domain";
import { IconDownload } from "@tabler/icons-react";
import type { Metadata } from "next";
import { requireAdminActor } from "@/auth/session.ts";
import { container } from "@/container.ts";
import { DownloadLink } from "@/ui/link.tsx";
import { PageHeader } from "@/ui/page-header.tsx";
import { BudgetAlert, describeForecast } from "@/usage/budget-alert.tsx";
import { costColumns, DeveloperTable } from "@/usage/developer-table.tsx";
import { FigureCard } from "@/usage/figure-card.tsx";
import classes from "@/usage/usage.module.css";
import { BillTable } from "./bill-table.tsx";
import { BudgetProgress } from "./budget-progress.tsx";
import { Comparison } from "./comparison.tsx";
import { CostSettingsForm } from "./cost-settings-form.tsx";

export const metadata: Metadata = { title: "Cost" };

const monthName = new Intl.DateTimeFormat("en", { month: "long", year: "numeric", timeZone: "UTC" });

export default async function CostPage({ searchParams }: { searchParams: Promise<unknown> }) {
  const actor = await requireAdminActor();
  const query = DeveloperUsageQuery.parse(await searchParams);
  const cost = await container().app.readCost({ actor, query });
  return (
    <>
      <PageHeader
        title="Cost"
        lead={`What ${monthName.format(new Date(cost.month))} costs by the prices of ${cost.prices.name}, and what it would cost elsewhere.`}
        actions={
          <DownloadLink
            href="/api/v1/admin/usage/store.csv?days=365"
            leftSection={<IconDownload size={15} />}
          >
            Use by day (CSV)
          </DownloadLink>
        }
      />
      <Stack gap="lg">
        <BudgetAlert budget={cost.budget} />
        <Figures cost={cost} />
        <BillTable cost={cost} />
        <Comparison cost={cost} />
        <DeveloperTable
          developers={cost.developers}
          columns={costColumns(cost.prices)}
          query={query}
          note="What is stored now for a whole month, and this month's calls so far, without what is free. Uploads on their way and the store's own calls belong to no developer."
        />
        <CostSettingsForm
          settings={cost.settings}
          lists={ownPriceLists.map(({ id, name, source }) => ({ value: id, label: name, source }))}
        />
        <Text size="sm" c="dimmed">
          Bytes of downloads are those that left the bucket: what the edge has in its cache leaves nothing.
          The edge's count comes within a minute; the portal's downloads count when they are signed. What a
          process has counted in the last half minute is lost when it is killed. A GB has 1,000,000,000 bytes,
          and storage is billed at the most bytes of each day.
        </Text>
      </Stack>
    </>
  );
}

function Figures({ cost: { soFar, estimate, budget, settings } }: { cost: CostOverview }) {
  const free = settings.freeAllowance ? "less what is free" : "without what is free";
  return (
    <div className={classes.figures}>
      <FigureCard label="So far this month" note={free}>
        {formatDollars(soFar.total)}
      </FigureCard>
      <FigureCard label="Estimate for the month" note="if it goes on like this">
        {formatDollars(estimate.total)}
      </FigureCard>
      <FigureCard
        label="Monthly budget"
        note={budget ? describeForecast(budget.forecast) : "Set one below to be told at 80 %."}
      >
        {budget ? (
          <>
            {formatDollars(budget.budget)}
            <BudgetProgress budget={budget} />
          </>
        ) : (
          "None"
        )}
      </FigureCard>
    </div>
  );
}
