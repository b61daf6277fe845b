import { Badge, Group, Stack, Text } from "@mantine/core";
import { type AdminOverview, formatDollars } from "@mosis/domain";
import { IconChevronRight } from "@tabler/icons-react";
import type { Metadata } from "next";
import type { ReactNode } from "react";
import { requireAdminActor } from "@/auth/session.ts";
import { container } from "@/container.ts";
import { adminPlaces } from "@/shell/admin-places.ts";
import { countOf } from "@/ui/count-of.ts";
import { formatBytes } from "@/ui/format-bytes.ts";
import { LinkAnchor } from "@/ui/link.tsx";
import { PageHeader } from "@/ui/page-header.tsx";
import { RelativeTime } from "@/ui/relative-time.tsx";
import rows from "@/ui/rows.module.css";
import { Section } from "@/ui/section.tsx";
import { BudgetAlert } from "@/usage/budget-alert.tsx";
import { policyInWords } from "../review-policy/policy-words.ts";

export const metadata: Metadata = { title: "Administration" };

type Place = (typeof adminPlaces)[number]["href"];

/** How a place stands in a sentence, and what there asks for a person. */
interface Standing {
  words: ReactNode;
  badge?: { color: string; label: string } | null;
}

export default async function AdminPage() {
  const actor = await requireAdminActor();
  const overview = await container().app.readAdminOverview({ actor });
  const standings: Record<Place, Standing> = {
    "/admin/storage": storageStanding(overview),
    "/admin/cost": costStanding(overview),
    "/admin/downloads": {
      words: "What they are counted from: logs of a CDN, and days that were summed up again.",
    },
    "/admin/retention": retentionStanding(overview),
    "/admin/reconciliation": inventoryStanding(overview),
    "/admin/review-policy": policyStanding(overview),
    "/admin/jobs": jobsStanding(overview),
    "/admin/alerts": alertsStanding(overview),
    "/admin/people": { words: `${countOf(overview.people, "person", "people")} have signed in` },
    "/admin/audit": { words: "What was done in the store, by whom." },
    "/admin/settings": settingsStanding(overview),
  };
  return (
    <>
      <PageHeader title="Administration" lead="How the store stands, and what asks for you." />
      <Stack gap="lg">
        <BudgetAlert budget={overview.budget} />
        <Section title="The store">
          <ul className={rows.list}>
            {adminPlaces.map(({ href, label, Icon }) => (
              <li key={href} className={`${rows.item} row-link`}>
                <Icon size={20} stroke={1.5} aria-hidden="true" />
                <Row href={href} label={label} standing={standings[href]} />
                <IconChevronRight size={16} className={rows.chevron} aria-hidden="true" />
              </li>
            ))}
          </ul>
        </Section>
        <Text size="sm" c="dimmed">
          {overview.inReview === 0 ? (
            "Nothing waits for review."
          ) : (
            <>
              <LinkAnchor href="/review">{countOf(overview.inReview, "version")}</LinkAnchor>{" "}
              {overview.inReview === 1 ? "waits" : "wait"} for review.
            </>
          )}
        </Text>
      </Stack>
    </>
  );
}

function Row({
  href,
  label,
  standing: { words, badge },
}: {
  href: Place;
  label: string;
  standing: Standing;
}) {
  return (
    <Stack gap={2} className={rows.words}>
      <Group gap="xs">
        <LinkAnchor href={href} className="row-anchor" fw={550}>
          {label}
        </LinkAnchor>
        {badge && <Badge color={badge.color}>{badge.label}</Badge>}
      </Group>
      <Text size="sm" c="dimmed" className="tabular">
        {words}
      </Text>
    </Stack>
  );
}

function alertsStanding({ firing }: AdminOverview): Standing {
  if (firing === 0) return { words: "Nothing fires" };
  return { words: "Something asks for you", badge: { color: "red", label: `${firing} firing` } };
}

function storageStanding({ usage }: AdminOverview): Standing {
  if (!usage?.recordedAt) return { words: "The first look at what is stored is still to come." };
  return {
    words: (
      <>
        {formatBytes(usage.storedBytes)} stored, as of <RelativeTime at={usage.recordedAt} />
      </>
    ),
  };
}

function policyStanding({ reviewPolicy }: AdminOverview): Standing {
  return { words: policyInWords(reviewPolicy) };
}

function costStanding({ estimate, budget }: AdminOverview): Standing {
  const words = `${formatDollars(estimate.total)} estimated for this month`;
  if (!budget) return { words: `${words}, and no budget is set` };
  const labels = {
    within: null,
    alert: { color: "yellow", label: "Near the budget" },
    over: { color: "red", label: "Over the budget" },
  };
  return { words: `${words}, of ${formatDollars(budget.budget)}`, badge: labels[budget.state] };
}

function retentionStanding({ retention: { latest, announced } }: AdminOverview): Standing {
  const announcedWords =
    announced === 0 ? "No deletion is announced" : `${countOf(announced, "deletion")} announced`;
  return {
    words: latest ? (
      <>
        {announcedWords}; the sweep last ran <RelativeTime at={latest.startedAt} />
      </>
    ) : (
      "The sweep has not run yet."
    ),
    badge: latest?.isWaiting ? { color: "orange", label: "Stopped, waits for you" } : null,
  };
}

function inventoryStanding({ inventory: { latest, quarantined } }: AdminOverview): Standing {
  if (!latest) return { words: "Bucket and ledger have not been compared yet." };
  const { findings } = latest.counts;
  const waits = findings > 0 && latest.repairedAt === null;
  return {
    words: (
      <>
        Compared <RelativeTime at={latest.startedAt} />; {countOf(quarantined, "object")} in quarantine
      </>
    ),
    badge:
      latest.status === "failed"
        ? { color: "red", label: "Broke off" }
        : waits
          ? { color: "orange", label: countOf(findings, "finding") }
          : null,
  };
}

function jobsStanding({ jobs: { failed, waiting } }: AdminOverview): Standing {
  return {
    words: waiting === 0 ? "Nothing is to be done" : `${countOf(waiting, "job")} to be done`,
    badge: failed > 0 ? { color: "red", label: countOf(failed, "failed job") } : null,
  };
}

function settingsStanding({ settings: { requiredScreenshots: count } }: AdminOverview): Standing {
  return {
    words: count === 0 ? "Apps need no screenshots" : `${countOf(count, "screenshot")} asked of every app`,
  };
}
