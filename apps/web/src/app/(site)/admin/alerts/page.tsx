import { Badge, Group, Stack, Text } from "@mantine/core";
import {
  type AlertEpisode,
  type AlertItem,
  type AlertState,
  alertRules,
  formatSignal,
  ListQuery,
  signals,
} from "@mosis/domain";
import { IconBellCheck } from "@tabler/icons-react";
import type { Metadata } from "next";
import { requireAdminActor } from "@/auth/session.ts";
import { container } from "@/container.ts";
import { EmptyState } from "@/ui/empty-state.tsx";
import { Pager } from "@/ui/list-controls.tsx";
import { PageHeader } from "@/ui/page-header.tsx";
import { RelativeTime } from "@/ui/relative-time.tsx";
import rows from "@/ui/rows.module.css";
import { Section } from "@/ui/section.tsx";
import { AlertLimitsButton } from "./alert-limits.tsx";

export const metadata: Metadata = { title: "Alerts" };

const standings: Record<AlertState["status"], { label: string; color: string }> = {
  quiet: { label: "Quiet", color: "teal" },
  pending: { label: "Above its limit", color: "yellow" },
  firing: { label: "Firing", color: "red" },
};

export default async function AlertsPage({ searchParams }: { searchParams: Promise<unknown> }) {
  const actor = await requireAdminActor();
  const query = ListQuery.parse(await searchParams);
  const { alerts, episodes } = await container().app.listAlerts({ actor, query });
  return (
    <>
      <PageHeader
        title="Alerts"
        lead="The worker looks every minute. Admins are told when one begins to fire, and when it is over."
      />
      <Stack gap="lg">
        <Section title="What is watched">
          <ul className={rows.list}>
            {alerts.map((alert) => (
              <AlertRow key={alert.name} alert={alert} />
            ))}
          </ul>
        </Section>
        <Section title="What has happened">
          {episodes.items.length === 0 ? (
            <EmptyState icon={<IconBellCheck size={24} />} title="No alert has fired yet">
              Each time one fires, it stands here with how far it went.
            </EmptyState>
          ) : (
            <ul className={rows.list}>
              {episodes.items.map((episode) => (
                <EpisodeRow key={episode.id} episode={episode} />
              ))}
            </ul>
          )}
          <Pager page={episodes} search={query.search} />
        </Section>
      </Stack>
    </>
  );
}

function AlertRow({ alert: { name, state, limits, isDefault } }: { alert: AlertItem }) {
  const { title, signal } = alertRules[name];
  const { label, color } = standings[state?.status ?? "quiet"];
  return (
    <li className={rows.item}>
      <div className={rows.words}>
        <Group gap="xs">
          <Text fw={550}>{title}</Text>
          {state ? <Badge color={color}>{label}</Badge> : <Badge color="gray">Not looked at yet</Badge>}
          {limits.isMuted && <Badge color="gray">Muted</Badge>}
        </Group>
        <Text size="sm" c="dimmed" className="tabular">
          {signals[signal].words}: {formatSignal(signal, state?.value ?? null)}
          {state && state.status !== "quiet" && (
            <>
              , since <RelativeTime at={state.since} />
            </>
          )}
        </Text>
        <Text size="sm" c="dimmed" className="tabular">
          Fires above {formatSignal(signal, limits.above)}
          {limits.forSeconds > 0 && ` for ${formatSignal("queue_age", limits.forSeconds)}`}
          {!isDefault && ", as set here"}
        </Text>
      </div>
      <AlertLimitsButton name={name} title={title} unit={signals[signal].unit} limits={limits} />
    </li>
  );
}

function EpisodeRow({ episode: { alert, firedAt, clearedAt, peak } }: { episode: AlertEpisode }) {
  // One that is not shipped any more is still what happened.
  const rule = Object.hasOwn(alertRules, alert) ? alertRules[alert] : null;
  return (
    <li className={rows.item}>
      <div className={rows.words}>
        <Text fw={550}>{rule?.title ?? alert}</Text>
        <Text size="sm" c="dimmed" className="tabular">
          fired <RelativeTime at={firedAt} />
          {clearedAt ? (
            <>
              , over <RelativeTime at={clearedAt} />
            </>
          ) : (
            ", fires still"
          )}
          {rule && <> · at most {formatSignal(rule.signal, peak)}</>}
        </Text>
      </div>
    </li>
  );
}
