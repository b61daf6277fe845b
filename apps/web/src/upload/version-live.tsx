"use client";

import { Group, Paper, Stack, Text } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { useLive } from "@/live/use-live.ts";
import type { VersionJson } from "../http/client.ts";
import classes from "./version-live.module.css";

const steps = [
  { step: "queued", label: "Received", now: "Waiting for its turn" },
  { step: "reading", label: "Reading", now: "Reading every byte and computing the hash" },
  { step: "inspecting", label: "Inspecting", now: "Opening the package and checking what is inside" },
  { step: "storing", label: "Storing", now: "Moving it to its place in the store" },
] as const;

const isFinal = (version: VersionJson) => version.status !== "validating";

/** The validation of a version while it happens; hands over to the page as soon as the verdict stands. */
export function VersionLive({ initial }: { initial: VersionJson }) {
  const router = useRouter();
  const { resource: version, connected } = useLive({
    url: isFinal(initial) ? null : `/api/v1/versions/${initial.id}/events`,
    initial,
    isFinal,
  });
  const done = isFinal(version);
  useEffect(() => {
    if (done) router.refresh();
  }, [done, router]);

  const current = done ? steps.length : steps.findIndex(({ step }) => step === version.step);
  const now = done ? "The verdict is here" : (steps[current]?.now ?? "Working on it");
  return (
    <Paper withBorder p="lg" component="section" aria-label="Validation">
      <Stack gap="md">
        <Group justify="space-between" gap="xs">
          <Text fw={600}>Checking your package</Text>
          <Text size="sm" c="dimmed" role="status" aria-live="polite">
            {connected ? now : "Connection lost, trying again"}
          </Text>
        </Group>
        <ol className={classes.steps}>
          {steps.map(({ step, label }, index) => {
            const state = index < current ? "done" : index === current ? "now" : "ahead";
            return (
              <li
                key={step}
                className={classes.step}
                data-state={state}
                aria-current={state === "now" ? "step" : undefined}
              >
                <span className={classes.mark} aria-hidden="true">
                  {state === "done" && <IconCheck size={12} stroke={3} />}
                </span>
                {label}
              </li>
            );
          })}
        </ol>
      </Stack>
    </Paper>
  );
}
