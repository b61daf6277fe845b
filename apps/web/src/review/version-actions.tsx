"use client";

import { Button, Text } from "@mantine/core";
import { useState } from "react";
import { api, type VersionJson } from "../http/client.ts";
import { ConfirmModal } from "../ui/confirm-modal.tsx";

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
  // What is asked stays as it is while the dialog closes, though the version has moved on.
  const [asked, setAsked] = useState<Step | null>(null);
  const [opened, setOpened] = useState(false);
  const step = nextSteps[version.status];

  function ask(about: Step) {
    setAsked(about);
    setOpened(true);
  }

  return (
    <>
      {step && (
        <Button variant={step.variant} onClick={() => ask(step)}>
          {step.label}
        </Button>
      )}
      {asked && (
        <ConfirmModal
          opened={opened}
          onClose={() => setOpened(false)}
          title={asked.title}
          keep="Not now"
          action={asked.label}
          onConfirm={() => api.post(`/api/v1/versions/${version.id}/${asked.path}`, {})}
        >
          <Text size="sm">{asked.consequence}</Text>
        </ConfirmModal>
      )}
    </>
  );
}
