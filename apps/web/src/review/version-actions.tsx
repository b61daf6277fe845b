"use client";

import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ApiProblem, api, type VersionJson } from "../http/client.ts";
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
  const [asking, setAsking] = useState(false);
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const step = nextSteps[version.status];
  if (!step) return null;

  async function confirm(path: Step["path"]) {
    setSending(true);
    setProblem(null);
    try {
      await api.post(`/api/v1/versions/${version.id}/${path}`, {});
      setAsking(false);
      router.refresh();
    } catch (error) {
      setProblem(ApiProblem.from(error));
    } finally {
      setSending(false);
    }
  }

  return (
    <>
      <Button variant={step.variant} onClick={() => setAsking(true)}>
        {step.label}
      </Button>
      <Modal opened={asking} onClose={() => setAsking(false)} title={step.title} centered>
        <Stack gap="md">
          <Text size="sm">{step.consequence}</Text>
          {problem && <ProblemAlert problem={problem} />}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={() => setAsking(false)}>
              Not now
            </Button>
            <Button loading={sending} onClick={() => confirm(step.path)} data-autofocus>
              {step.label}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
