import { Badge, Stack, Text } from "@mantine/core";
import type { Metadata } from "next";
import { requireAdminActor } from "@/auth/session.ts";
import { container } from "@/container.ts";
import { presentReviewRules } from "@/http/present-reviews.ts";
import { PageHeader } from "@/ui/page-header.tsx";
import { RelativeTime } from "@/ui/relative-time.tsx";
import classes from "@/ui/rows.module.css";
import { Section } from "@/ui/section.tsx";
import { PolicyForm } from "./policy-form.tsx";
import { policyInWords } from "./policy-words.ts";

export const metadata: Metadata = { title: "Review policy" };

export default async function ReviewPolicyPage() {
  const actor = await requireAdminActor();
  const { inForce, revisions } = await container().app.getReviewPolicy({ actor });
  return (
    <>
      <PageHeader
        title="Review policy"
        lead="What is approved without a person, and how many people approve the rest."
      />
      <Stack gap="lg">
        <PolicyForm key={inForce.number} policy={presentReviewRules(inForce.policy)} />
        <Section title="Policies so far">
          {revisions.length === 0 ? (
            <Text c="dimmed" px="lg" pb="lg">
              The store's own policy is in force: people decide on everything. Nobody has changed it yet.
            </Text>
          ) : (
            <ul className={classes.list}>
              {revisions.map(({ number, policy, changedBy, changedAt }) => (
                <li key={number} className={classes.item}>
                  <div className={classes.words}>
                    <Text fw={550} component="div">
                      Policy {number} {number === inForce.number && <Badge color="green">In force</Badge>}
                    </Text>
                    <Text size="sm">{policyInWords(policy)}</Text>
                    <Text size="sm" c="dimmed">
                      {changedBy ?? "Somebody"}, <RelativeTime at={changedAt} />
                    </Text>
                  </div>
                </li>
              ))}
            </ul>
          )}
        </Section>
      </Stack>
    </>
  );
}
