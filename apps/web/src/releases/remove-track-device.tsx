"use client";

import { Button, Text } from "@mantine/core";
import { useState } from "react";
import { api } from "../http/client.ts";
import { ConfirmModal } from "../ui/confirm-modal.tsx";

export function RemoveTrackDevice({
  trackId,
  trackName,
  device,
}: {
  trackId: string;
  trackName: string;
  device: { nameSha256: string; label: string };
}) {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button
        size="xs"
        variant="subtle"
        color="red"
        aria-label={`Remove ${device.label}`}
        onClick={() => setOpened(true)}
      >
        Remove
      </Button>
      <ConfirmModal
        opened={opened}
        onClose={() => setOpened(false)}
        title="Remove this device?"
        keep="Keep it"
        action="Remove"
        color="red"
        isFinal
        onConfirm={() => api.delete(`/api/v1/tracks/${trackId}/devices/${device.nameSha256}`)}
      >
        <Text size="sm">
          “{device.label}” does not see {trackName} any more and keeps what it has installed. To add it again
          you need its name.
        </Text>
      </ConfirmModal>
    </>
  );
}
