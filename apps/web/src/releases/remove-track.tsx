"use client";

import { ActionIcon, Text, Tooltip } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { api, type TrackJson } from "../http/client.ts";
import { ConfirmModal } from "../ui/confirm-modal.tsx";
import { countOf } from "../ui/count-of.ts";
import { nameOf } from "./release-words.ts";

export function RemoveTrack({ track }: { track: TrackJson }) {
  const [opened, setOpened] = useState(false);
  const busy = track.candidate ?? track.scheduled;
  return (
    <>
      <Tooltip label={`Remove ${track.name}`}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`Remove ${track.name}`}
          onClick={() => setOpened(true)}
        >
          <IconTrash size={16} />
        </ActionIcon>
      </Tooltip>
      <ConfirmModal
        opened={opened}
        onClose={() => setOpened(false)}
        title={`Remove the track ${track.name}?`}
        keep="Keep it"
        action="Remove track"
        color="red"
        isFinal
        onConfirm={() => api.delete(`/api/v1/tracks/${track.id}`)}
      >
        <Text size="sm">
          {busy
            ? `${nameOf(busy)} is under way or scheduled on it: complete it, roll it back or cancel it first.`
            : `Devices find nothing on it any more${
                track.devices > 0 ? `, and its list of ${countOf(track.devices, "device")} is deleted` : ""
              }. What they have installed stays.`}
        </Text>
      </ConfirmModal>
    </>
  );
}
