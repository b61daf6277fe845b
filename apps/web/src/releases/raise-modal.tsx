"use client";

import { Stack, Text } from "@mantine/core";
import { allDevices } from "@mosis/domain";
import { useState } from "react";
import { ApiProblem, api, type ReleaseOnTrackJson, type TrackJson } from "../http/client.ts";
import { ConfirmModal } from "../ui/confirm-modal.tsx";
import { nameOf, othersGet } from "./release-words.ts";
import { formatShare, shareOf, sharePresets } from "./share.ts";
import { ShareInput } from "./share-input.tsx";

/** Asks how many more devices are to get a release. */
export function RaiseModal({
  opened,
  onClose,
  release,
  track,
}: {
  opened: boolean;
  onClose: () => void;
  release: ReleaseOnTrackJson;
  track: TrackJson;
}) {
  const now = release.basis_points;
  const next = sharePresets.find((share) => share > now) ?? allDevices;
  const [percent, setPercent] = useState<string | number>(next / 100);
  const typed = shareOf(percent);
  const share = typed !== null && typed > now ? typed : null;

  async function raise() {
    if (share === null) {
      const detail = `Choose more than ${formatShare(now)}, up to 100 %.`;
      throw new ApiProblem({ code: "input_invalid", detail });
    }
    await api.post(`/api/v1/releases/${release.id}/raise`, { basis_points: share });
  }

  return (
    <ConfirmModal
      opened={opened}
      onClose={onClose}
      title={`Raise ${nameOf(release)}`}
      size="lg"
      keep="Not now"
      action="Raise"
      onConfirm={raise}
    >
      <Stack gap="sm">
        <ShareInput
          label={`Share, now ${formatShare(now)}`}
          percent={percent}
          onChange={setPercent}
          above={now}
        />
        {share !== null && (
          <Text size="sm">
            {share === allDevices
              ? `Every device on ${track.name} gets ${nameOf(release)} within seconds. It still pauses by itself when too many fail, until you complete it.`
              : `Within seconds ${formatShare(share)} of the devices on ${track.name} get ${nameOf(release)}, those that have been given it among them; ${othersGet(track.base)}.`}
          </Text>
        )}
      </Stack>
    </ConfirmModal>
  );
}
