import { Group, Stack, Text } from "@mantine/core";
import { ListQuery } from "@mosis/domain";
import { IconShieldCheck } from "@tabler/icons-react";
import type { Metadata } from "next";
import { requireAdminActor } from "@/auth/session.ts";
import { container } from "@/container.ts";
import { countOf } from "@/ui/count-of.ts";
import { EmptyState } from "@/ui/empty-state.tsx";
import { formatBytes } from "@/ui/format-bytes.ts";
import { LinkAnchor, LinkButton } from "@/ui/link.tsx";
import { Pager, SearchForm } from "@/ui/list-controls.tsx";
import { PageHeader } from "@/ui/page-header.tsx";
import { RelativeTime } from "@/ui/relative-time.tsx";
import rows from "@/ui/rows.module.css";
import { Section } from "@/ui/section.tsx";
import { kindWords } from "../finding-words.ts";
import { ReconciliationTabs } from "../reconciliation-tabs.tsx";
import { QuarantineActions } from "./quarantine-actions.tsx";

export const metadata: Metadata = { title: "Quarantine" };

export default async function QuarantinePage({ searchParams }: { searchParams: Promise<unknown> }) {
  const actor = await requireAdminActor();
  const query = ListQuery.parse(await searchParams);
  const kept = await container().app.listQuarantine({ actor, query });
  return (
    <>
      <PageHeader
        title="Reconciliation"
        lead="What repairs took out of the way. It is deleted 30 days later; until then it can be put back."
      />
      <ReconciliationTabs here="quarantine" held={query.search === "" ? kept.total : 0} />
      <Section
        title={countOf(kept.total, "object")}
        aside={
          (kept.total > 0 || query.search !== "") && (
            <SearchForm label="Search by key" search={query.search} />
          )
        }
      >
        {kept.items.length === 0 ? (
          <EmptyState
            icon={<IconShieldCheck size={24} />}
            title={query.search === "" ? "Nothing is in quarantine" : "Nothing matches"}
            action={
              query.search !== "" && (
                <LinkButton href="/admin/reconciliation/quarantine" variant="default">
                  Show all
                </LinkButton>
              )
            }
          >
            {query.search === ""
              ? "Objects that nobody announced, and objects that are not what they should be, come here before they are deleted."
              : "Try a part of a key."}
          </EmptyState>
        ) : (
          <ul className={rows.list}>
            {kept.items.map((object) => (
              <li key={object.id} className={rows.item}>
                <Group justify="space-between" gap="md" flex={1} miw={0}>
                  <Stack gap={2} miw={0} flex="1 1 320px">
                    <Text size="sm" ff="monospace" style={{ overflowWrap: "anywhere" }}>
                      {object.originalKey}
                    </Text>
                    <Text size="sm" c="dimmed" className="tabular">
                      {formatBytes(object.size)} · {kindWords[object.reason].title} ·{" "}
                      <LinkAnchor href={`/admin/reconciliation/runs/${object.runId}`} size="sm">
                        taken
                      </LinkAnchor>{" "}
                      <RelativeTime at={object.createdAt} /> · deleted <RelativeTime at={object.keptUntil} />
                    </Text>
                  </Stack>
                  <QuarantineActions id={object.id} originalKey={object.originalKey} />
                </Group>
              </li>
            ))}
          </ul>
        )}
        <Pager page={kept} search={query.search} />
      </Section>
    </>
  );
}
