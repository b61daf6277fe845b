import { Alert, Group, Stack, Text } from "@mantine/core";
import { alertRules, type Dashboard, DashboardQuery, type DashboardSpan, formatSignal } from "@mosis/domain";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { Metadata } from "next";
import { requireAdminActor } from "@/auth/session.ts";
import { container } from "@/container.ts";
import { LinkAnchor, LinkButton } from "@/ui/link.tsx";
import { PageHeader } from "@/ui/page-header.tsx";
import { RelativeTime } from "@/ui/relative-time.tsx";
import { BudgetAlert } from "@/usage/budget-alert.tsx";
import { KeepFresh } from "../reconciliation/keep-fresh.tsx";
import { Charts } from "./charts.tsx";
import { Figures } from "./figures.tsx";
import { Places } from "./places.tsx";
import { Queues } from "./queues.tsx";

export const metadata: Metadata = { title: "Administration" };

const spans: Record<DashboardSpan, string> = { "24h": "24 hours", "7d": "7 days" };

export default async function AdminPage({ searchParams }: { searchParams: Promise<unknown> }) {
  const actor = await requireAdminActor();
  const query = DashboardQuery.parse(await searchParams);
  const { app } = container();
  const [overview, dashboard] = await Promise.all([
    app.readAdminOverview({ actor }),
    app.readDashboard({ actor, query }),
  ]);
  return (
    <>
      <PageHeader
        title="Administration"
        lead={
          <>
            How the store does, as of <RelativeTime at={dashboard.at} />.
          </>
        }
        actions={
          <Group gap={6} component="nav" aria-label="Time shown">
            {Object.entries(spans).map(([span, label]) => (
              <LinkButton
                key={span}
                href={`?span=${span}`}
                size="compact-sm"
                variant={span === query.span ? "light" : "subtle"}
                {...(span === query.span && { "aria-current": "true" })}
              >
                {label}
              </LinkButton>
            ))}
          </Group>
        }
      />
      <Stack gap="lg">
        <KeepFresh seconds={20} />
        <Firing alerts={dashboard.firing} />
        <BudgetAlert budget={overview.budget} />
        <Figures dashboard={dashboard} inReview={overview.inReview} />
        <Charts dashboard={dashboard} />
        <Queues queues={dashboard.queues} failedJobs={dashboard.failedJobs} />
        <Places overview={overview} />
      </Stack>
    </>
  );
}

function Firing({ alerts }: { alerts: Dashboard["firing"] }) {
  if (alerts.length === 0) return null;
  return (
    <Alert color="red" icon={<IconAlertTriangle size={18} />} title="Alerts fire" role="status">
      <Stack gap={2}>
        {alerts.map(({ name, since, value }) => (
          <Text key={name} size="sm">
            {alertRules[name].title}: {formatSignal(alertRules[name].signal, value)}, since{" "}
            <RelativeTime at={since} />
          </Text>
        ))}
        <LinkAnchor href="/admin/alerts" size="sm">
          To the alerts
        </LinkAnchor>
      </Stack>
    </Alert>
  );
}
