import { Group, Stack, Text } from "@mantine/core";
import { ListQuery } from "@mosis/domain";
import type { Metadata } from "next";
import { requireAdminActor } from "@/auth/session.ts";
import { container } from "@/container.ts";
import { presentPolicyRules } from "@/http/present-retention.ts";
import { countOf } from "@/ui/count-of.ts";
import { Pager, SearchForm } from "@/ui/list-controls.tsx";
import { RelativeTime } from "@/ui/relative-time.tsx";
import classes from "@/ui/rows.module.css";
import { Section } from "@/ui/section.tsx";
import { classWords } from "../class-words.ts";
import { hoursInWords } from "../duration.ts";
import { OverrideApp } from "./override-app.tsx";
import { PolicyForm } from "./policy-form.tsx";
import { RemoveOverride } from "./remove-override.tsx";

export const metadata: Metadata = { title: "Retention policy" };

export default async function PolicyPage({ searchParams }: { searchParams: Promise<unknown> }) {
  const actor = await requireAdminActor();
  const query = ListQuery.parse(await searchParams);
  const { app } = container();
  const [inForce, overrides] = await Promise.all([
    app.getRetentionPolicy({ actor }),
    app.listOverrides({ actor, query }),
  ]);
  return (
    <Stack gap="lg">
      <PolicyForm policy={presentPolicyRules(inForce.policy)} />
      <Text size="sm" c="dimmed">
        {inForce.changedAt ? (
          <>
            In force since <RelativeTime at={inForce.changedAt} />, by {inForce.changedBy ?? "somebody"}.
          </>
        ) : (
          "The store's default is in force: nobody has changed it yet."
        )}
      </Text>
      <Section
        title={countOf(overrides.total, "exception")}
        aside={
          <Group gap="xs">
            <SearchForm label="App or reason" search={query.search} />
            <OverrideApp />
          </Group>
        }
      >
        {overrides.items.length === 0 ? (
          <Text c="dimmed" px="lg" pb="lg">
            {query.search ? "Nothing matches." : "The policy counts for every app."}
          </Text>
        ) : (
          <ul className={classes.list}>
            {overrides.items.map(({ app, class: of, keepHours, reason, setBy, setAt }) => (
              <li key={`${app.id} ${of}`} className={classes.item}>
                <Group justify="space-between" gap="md" flex={1} miw={0}>
                  <Stack gap={0} miw={0} flex="1 1 260px">
                    <Text fw={550}>
                      {app.name}: {classWords[of].label.toLowerCase()},{" "}
                      {keepHours === null ? "for ever" : hoursInWords(keepHours)}
                    </Text>
                    <Text size="sm">{reason}</Text>
                    <Text size="sm" c="dimmed">
                      {app.packageId} · {setBy ?? "somebody"}, <RelativeTime at={setAt} />
                    </Text>
                  </Stack>
                  <RemoveOverride appId={app.id} of={of} name={app.name} />
                </Group>
              </li>
            ))}
          </ul>
        )}
        <Pager page={overrides} search={query.search} />
      </Section>
    </Stack>
  );
}
