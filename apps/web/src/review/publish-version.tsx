"use client";

import { Button, Radio, Stack } from "@mantine/core";
import { useState } from "react";
import { api } from "../http/client.ts";
import { ConfirmModal } from "../ui/confirm-modal.tsx";

/** Publishes an approved version, and asks whether every device of `stable` is to get it at once. */
export function PublishVersion({ versionId }: { versionId: string }) {
  const [opened, setOpened] = useState(false);
  const [release, setRelease] = useState("stable");
  return (
    <>
      <Button onClick={() => setOpened(true)}>Publish</Button>
      <ConfirmModal
        opened={opened}
        onClose={() => setOpened(false)}
        title="Publish this version?"
        keep="Not now"
        action="Publish"
        onConfirm={() => api.post(`/api/v1/versions/${versionId}/publish`, { release })}
      >
        <Radio.Group value={release} onChange={setRelease} aria-label="What devices get">
          <Stack gap="sm">
            <Radio
              value="stable"
              label="Release it to every device on stable"
              description="They are offered it within seconds, in place of what is rolling out there. A version older than what they get is published only."
            />
            <Radio
              value="none"
              label="Publish it only"
              description="No device gets it yet. Release it when you like: to a track, a share of the devices, at a time."
            />
          </Stack>
        </Radio.Group>
      </ConfirmModal>
    </>
  );
}
