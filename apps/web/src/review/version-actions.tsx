"use client";

import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { api, type VersionJson } from "../http/client.ts";
import { useCall } from "../http/use-call.ts";
import { ProblemAlert } from "../ui/problem-alert.tsx";

interface Step {
  path: "submit" | "cancel-review" | "publish";
  label: string;
  variant: "filled" | "default";
  title: string;
  consequence: string;
}

/** What a developer can do next with a version, by its status. */
const nextSteps: Partial<Record<VersionJson["status"], Step>> = {
  draft: {
    path: "submit",
    label: "Submit for review",
    variant: "filled",
    title: "Submit this version for review?",
    consequence: "Reviewers see it from now on. You can take it back until they have decided.",
  },
  in_review: {
    path: "cancel-review",
    label: "Cancel review",
    variant: "default",
    title: "Take this version out of review?",
    consequence: "It becomes a draft again and loses its place in the queue.",
  },
  approved: {
    path: "publish",
    label: "Publish",
    variant: "filled",
    title: "Publish this version?",
    consequence: "Devices are offered it within seconds, and it appears in the catalog.",
  },
};

export function VersionActions({ version }: { version: VersionJson }) {
  const router = useRouter();
  // What is asked stays as it is while the dialog closes, though the version has moved on.
  const [asked, setAsked] = useState<Step | null>(null);
  const [opened, setOpened] = useState(false);
  const { sending, problem, run, forget } = useCall();
  const step = nextSteps[version.status];

  function ask(about: Step) {
    setAsked(about);
    forget();
    setOpened(true);
  }

  const confirm = ({ path }: Step) =>
    run(async () => {
      await api.post(`/api/v1/versions/${version.id}/${path}`, {});
      setOpened(false);
      router.refresh();
    });

  return (
    <>
      {step && (
        <Button variant={step.variant} onClick={() => ask(step)}>
          {step.label}
        </Button>
      )}
      {asked && (
        <Modal opened={opened} onClose={() => setOpened(false)} title={asked.title} centered>
          <Stack gap="md">
            <Text size="sm">{asked.consequence}</Text>
            {problem && <ProblemAlert problem={problem} />}
            <Group justify="flex-end" gap="sm">
              <Button variant="default" onClick={() => setOpened(false)}>
                Not now
              </Button>
              <Button loading={sending} onClick={() => confirm(asked)} data-autofocus>
                {asked.label}
              </Button>
            </Group>
          </Stack>
        </Modal>
      )}
    </>
  );
}
