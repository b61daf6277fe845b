"use client";

import { Button, Group, Text } from "@mantine/core";
import { useState } from "react";
import { api, type VersionJson } from "../http/client.ts";
import { StartRelease } from "../releases/start-release.tsx";
import { ConfirmModal } from "../ui/confirm-modal.tsx";
import { EndVersion } from "./end-version.tsx";
import { PublishVersion } from "./publish-version.tsx";

interface Step {
  path: "submit" | "cancel-review";
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
};

export function VersionActions({ version, packageId }: { version: VersionJson; packageId: string }) {
  // What is asked stays as it is while the dialog closes, though the version has moved on.
  const [asked, setAsked] = useState<Step | null>(null);
  const [opened, setOpened] = useState(false);
  const step = nextSteps[version.status];
  const { id, app_id, version: name, version_code, published_at } = version;

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
      {version.status === "approved" && <PublishVersion versionId={id} />}
      {version.status === "published" && name !== null && version_code !== null && published_at !== null && (
        <Group gap="sm">
          <StartRelease
            appId={app_id}
            version={{ id, version: name, version_code, published_at }}
            label="Release…"
            leadsTo={`/console/apps/${packageId}/releases`}
          />
          <EndVersion way="withdraw" versionId={id} appId={app_id} />
        </Group>
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
