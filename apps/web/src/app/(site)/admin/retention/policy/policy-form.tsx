"use client";

import { Button, Group, Modal, NumberInput, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { RetentionClass } from "@mosis/domain";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ApiProblem, api } from "@/http/client.ts";
import type { PolicyJson } from "@/http/present-retention.ts";
import { ProblemAlert } from "@/ui/problem-alert.tsx";
import { Section } from "@/ui/section.tsx";
import { classWords } from "../class-words.ts";
import { DurationInput } from "./duration-input.tsx";
import classes from "./policy.module.css";
import { Simulation } from "./simulation.tsx";
import { useSimulation } from "./use-simulation.ts";

/** The policy as a form, with what a change of it would do beside what the one in force does. */
export function PolicyForm({ policy }: { policy: PolicyJson }) {
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const form = useForm<PolicyJson>({ initialValues: policy });
  const simulation = useSimulation(form.values);
  const of = Object.keys(policy.rules) as RetentionClass[];
  const isDirty = form.isDirty();

  async function save() {
    setSending(true);
    setProblem(null);
    try {
      await api.put("/api/v1/admin/retention/policy", form.values);
      form.resetDirty();
      setAsking(false);
      router.refresh();
    } catch (error) {
      const problem = ApiProblem.from(error);
      form.setErrors(Object.fromEntries(problem.fields.map(({ path, message }) => [path, message])));
      setProblem(problem);
      if (problem.fields.length > 0) setAsking(false);
    } finally {
      setSending(false);
    }
  }

  return (
    <>
      <Section title="How long packages are kept">
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            setAsking(true);
          }}
        >
          <div className={classes.rules}>
            {of.map((name) => (
              <fieldset key={name} className={classes.rule}>
                <legend className={classes.legend}>{classWords[name].label}</legend>
                <Text size="sm" c="dimmed" mb="xs">
                  {classWords[name].explanation}
                </Text>
                <Group gap="md" align="flex-start">
                  <DurationInput
                    label="Keep"
                    hours={form.values.rules[name].keep_hours}
                    onChange={(hours) => form.setFieldValue(`rules.${name}.keep_hours`, hours)}
                    error={form.errors[`rules.${name}.keep_hours`]}
                    allowForever
                  />
                  <DurationInput
                    label="of which grace"
                    hours={form.values.rules[name].grace_hours}
                    onChange={(hours) => form.setFieldValue(`rules.${name}.grace_hours`, hours ?? 0)}
                    error={form.errors[`rules.${name}.grace_hours`]}
                  />
                </Group>
              </fieldset>
            ))}
            <fieldset className={classes.rule}>
              <legend className={classes.legend}>Unfinished uploads</legend>
              <Text size="sm" c="dimmed" mb="xs">
                Nothing was heard of them any more; whoever comes back has to begin anew.
              </Text>
              <NumberInput
                label="Keep"
                suffix={form.values.upload_hours === 1 ? " hour" : " hours"}
                min={1}
                max={23}
                allowDecimal={false}
                w={130}
                value={form.values.upload_hours}
                onChange={(value) => form.setFieldValue("upload_hours", Number(value))}
                error={form.errors.upload_hours}
              />
            </fieldset>
            <fieldset className={classes.rule}>
              <legend className={classes.legend}>Circuit breaker</legend>
              <Text size="sm" c="dimmed" mb="xs">
                A run that would delete more than this waits for an administrator.
              </Text>
              <Group gap="md" align="flex-start">
                <NumberInput
                  label="Share of the store"
                  suffix=" %"
                  min={1}
                  max={100}
                  w={130}
                  value={form.values.breaker_share * 100}
                  onChange={(value) => form.setFieldValue("breaker_share", Number(value) / 100)}
                  error={form.errors.breaker_share}
                />
                <NumberInput
                  label="but never fewer versions than"
                  min={0}
                  max={1_000_000}
                  thousandSeparator=","
                  w={210}
                  value={form.values.breaker_versions}
                  onChange={(value) => form.setFieldValue("breaker_versions", Number(value))}
                  error={form.errors.breaker_versions}
                />
              </Group>
            </fieldset>
          </div>
          {problem && problem.fields.length === 0 && <ProblemAlert problem={problem} />}
          <Group justify="flex-end" gap="sm" px="lg" pb="lg">
            <Button variant="default" disabled={!isDirty} onClick={form.reset}>
              Undo changes
            </Button>
            <Button type="submit" disabled={!isDirty}>
              Save policy
            </Button>
          </Group>
        </form>
      </Section>
      <Simulation simulation={simulation} isChanged={isDirty} />
      <Modal opened={asking} onClose={() => setAsking(false)} title="Put this policy in force?" centered>
        <Stack gap="md">
          <Text size="sm">
            From the next run on, within half an hour. What becomes due by it is announced first and deleted
            after its grace period; until then you can change the policy back.
          </Text>
          {simulation.result && (
            <Text size="sm" fw={550}>
              In the next {simulation.result.days} days it deletes{" "}
              {simulation.result.changed.versions.toLocaleString("en")} versions, today's{" "}
              {simulation.result.today.versions.toLocaleString("en")}.
            </Text>
          )}
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
    </>
  );
}
