"use client";

import { Button, Checkbox, Group, Modal, NumberInput, SegmentedControl, Stack, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ApiProblem, api } from "@/http/client.ts";
import type { PolicyPreviewJson, ReviewRulesJson } from "@/http/present-reviews.ts";
import { countOf } from "@/ui/count-of.ts";
import { ProblemAlert } from "@/ui/problem-alert.tsx";
import { Section } from "@/ui/section.tsx";
import classes from "./review-policy.module.css";
import { RuleFields, type RuleJson } from "./rule-fields.tsx";
import { usePreview } from "./use-preview.ts";

const mostRules = 5;
const newRule: RuleJson = {
  name: "New rule",
  on: false,
  no_new_permission: true,
  no_new_finding: true,
  not_first: true,
  trusted: true,
  most_size_change_percent: 25,
};

/** The policy as a form, with what it would have made of the last 30 days beside it. */
export function PolicyForm({ policy: given }: { policy: ReviewRulesJson }) {
  const router = useRouter();
  const [policy, setPolicy] = useState(given);
  const [asking, setAsking] = useState(false);
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const { preview, problem: previewProblem, isStale } = usePreview(policy);
  const isDirty = JSON.stringify(policy) !== JSON.stringify(given);
  const change = (part: Partial<ReviewRulesJson>) => setPolicy((now) => ({ ...now, ...part }));
  const changeRule = (at: number, rule: RuleJson) => change({ rules: policy.rules.with(at, rule) });
  const errorAt = (path: string) => problem?.fields.find((field) => field.path === path)?.message ?? null;

  async function save() {
    setSending(true);
    setProblem(null);
    try {
      await api.put("/api/v1/admin/review-policy", policy);
      setAsking(false);
      router.refresh();
    } catch (error) {
      const failed = ApiProblem.from(error);
      setProblem(failed);
      if (failed.fields.length > 0) setAsking(false);
    } finally {
      setSending(false);
    }
  }

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setAsking(true);
      }}
    >
      <Stack gap="lg">
        <Section title="People">
          <Stack gap="xs" px="lg" pb="lg">
            <Text size="sm" id="approvals">
              How many reviewers have to approve a version that people decide on. One rejection is enough.
            </Text>
            <SegmentedControl
              aria-labelledby="approvals"
              style={{ alignSelf: "flex-start" }}
              value={String(policy.approvals)}
              onChange={(value) => change({ approvals: value === "2" ? 2 : 1 })}
              data={[
                { value: "1", label: "One" },
                { value: "2", label: "Two" },
              ]}
            />
          </Stack>
        </Section>
        <Section
          title="Rules"
          aside={
            <Button
              size="xs"
              variant="default"
              leftSection={<IconPlus size={14} />}
              disabled={policy.rules.length >= mostRules}
              onClick={() => change({ rules: [...policy.rules, newRule] })}
            >
              Add a rule
            </Button>
          }
        >
          <div className={classes.rules}>
            <Text size="sm" c="dimmed">
              The first rule whose conditions a version meets approves it when it is submitted. Compared with
              the last published version of the app.
            </Text>
            {policy.rules.map((rule, at) => (
              <RuleFields
                // biome-ignore lint/suspicious/noArrayIndexKey: a rule is told apart by its place alone.
                key={at}
                rule={rule}
                error={errorAt(`rules.${at}.name`)}
                onChange={(next) => changeRule(at, next)}
                onRemove={() => change({ rules: policy.rules.toSpliced(at, 1) })}
              />
            ))}
          </div>
        </Section>
        <Section title="Trust and samples">
          <Stack gap="md" px="lg" pb="lg">
            <Checkbox
              label="Trust whom an admin trusts"
              description="Set beside the developer on a review page."
              checked={policy.trust.by_admin}
              onChange={(event) =>
                change({ trust: { ...policy.trust, by_admin: event.currentTarget.checked } })
              }
            />
            <Group gap="sm" align="flex-end">
              <Checkbox
                mb={8}
                label="Trust who has published"
                checked={policy.trust.published !== null}
                onChange={(event) =>
                  change({ trust: { ...policy.trust, published: event.currentTarget.checked ? 5 : null } })
                }
              />
              <NumberInput
                label="Versions"
                w={110}
                min={1}
                max={1000}
                allowDecimal={false}
                disabled={policy.trust.published === null}
                value={policy.trust.published ?? ""}
                error={errorAt("trust.published")}
                onChange={(value) => change({ trust: { ...policy.trust, published: Number(value) } })}
              />
              <NumberInput
                label="in the last days, without a setback"
                w={230}
                min={1}
                max={730}
                allowDecimal={false}
                value={policy.trust.days}
                error={errorAt("trust.days")}
                onChange={(value) => change({ trust: { ...policy.trust, days: Number(value) } })}
              />
            </Group>
            <Group gap="md" align="flex-start">
              <ShareInput
                label="Goes to a person all the same"
                share={policy.sample_share}
                onChange={(sample_share) => change({ sample_share })}
              />
              <ShareInput
                label="Is looked at afterwards"
                share={policy.look_share}
                onChange={(look_share) => change({ look_share })}
              />
            </Group>
            <Text size="sm" c="dimmed">
              Shares of what a rule approves. The draw is made from the version and the policy: it comes out
              the same however often it is made.
            </Text>
            {previewProblem ? (
              <ProblemAlert problem={previewProblem} />
            ) : (
              <Preview preview={preview} isStale={isStale} />
            )}
            {problem && <ProblemAlert problem={problem} />}
            <Group justify="flex-end" gap="sm">
              <Button variant="default" disabled={!isDirty} onClick={() => setPolicy(given)}>
                Undo changes
              </Button>
              <Button type="submit" disabled={!isDirty}>
                Save policy
              </Button>
            </Group>
          </Stack>
        </Section>
      </Stack>
      <Modal opened={asking} onClose={() => setAsking(false)} title="Put this policy in force?" centered>
        <Stack gap="md">
          <Text size="sm">
            It counts for what is submitted from now on. What is in review stays with people.
          </Text>
          <Preview preview={preview} isStale={isStale} />
          {problem && <ProblemAlert problem={problem} />}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={() => setAsking(false)}>
              Not yet
            </Button>
            <Button loading={sending} onClick={() => void save()} data-autofocus>
              Put in force
            </Button>
          </Group>
        </Stack>
      </Modal>
    </form>
  );
}

function ShareInput({
  label,
  share,
  onChange,
}: {
  label: string;
  share: number;
  onChange: (share: number) => void;
}) {
  return (
    <NumberInput
      label={label}
      suffix=" %"
      w={220}
      min={0}
      max={100}
      decimalScale={2}
      value={share / 100}
      onChange={(value) => onChange(Math.round(Number(value) * 100))}
    />
  );
}

/** What the policy would have made of the submissions there were. */
function Preview({ preview, isStale }: { preview: PolicyPreviewJson | null; isStale: boolean }) {
  if (!preview) return <Text size="sm">Looking at the last submissions…</Text>;
  const { submissions, approved, samples, looks, days, partial } = preview;
  return (
    <div className={classes.preview} data-stale={isStale} role="status">
      <Text size="sm" fw={550}>
        {submissions === 0
          ? `Nothing was submitted in the last ${days} days.`
          : `Of ${partial ? "the latest " : ""}${countOf(submissions, "submission")} in the last ${days} days, it would have approved ${approved.toLocaleString("en")}.`}
      </Text>
      {submissions > 0 && (
        <Text size="sm" c="dimmed">
          {samples.toLocaleString("en")} would have gone to a person as samples, {looks.toLocaleString("en")}{" "}
          of the approved would have been looked at afterwards.
        </Text>
      )}
    </div>
  );
}
