"use client";

import { Button, List, Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import { ApiProblem, api, type EndedVersionJson, type TrackJson } from "../http/client.ts";
import { useTracks } from "../releases/use-choices.ts";
import { ConfirmModal } from "../ui/confirm-modal.tsx";
import { ProblemAlert } from "../ui/problem-alert.tsx";
import { fallsBackTo } from "./falls-back-to.ts";

const ways = {
  withdraw: {
    label: "Withdraw",
    title: "Withdraw this version?",
    reason: "Why you withdraw it",
    reader: "It stands in the version's history.",
  },
  remove: {
    label: "Take down",
    title: "Take this version down?",
    reason: "Why it is taken down",
    reader: "The developer reads this.",
  },
} as const;

/** Takes a published version out of the store: by its developer, or by an administrator. */
export function EndVersion({
  way,
  versionId,
  appId,
}: {
  way: keyof typeof ways;
  versionId: string;
  appId: string;
}) {
  const [opened, setOpened] = useState(false);
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const { tracks, problem } = useTracks(opened ? appId : null);
  const words = ways[way];

  async function end() {
    if (reason.trim() === "") {
      setMissing(true);
      throw new ApiProblem({ code: "input_invalid", detail: "Say why first." });
    }
    const ended = await api.post<EndedVersionJson>(`/api/v1/versions/${versionId}/${way}`, { reason });
    if (!ended.downloads_stopped)
      throw new ApiProblem({
        code: "downloads_stop_later",
        detail:
          "The version was taken out of the store. Storage does not answer at the moment: downloads stop as soon as it does. Reload to see where it stands.",
      });
  }

  return (
    <>
      <Button variant="light" color="red" onClick={() => setOpened(true)}>
        {words.label}
      </Button>
      <ConfirmModal
        opened={opened}
        onClose={() => setOpened(false)}
        title={words.title}
        size="lg"
        keep="Keep it"
        action={words.label}
        color="red"
        isFinal
        onConfirm={end}
      >
        <Stack gap="md">
          <Consequences tracks={problem ? [] : tracks} versionId={versionId} unknown={problem !== null} />
          {problem && <ProblemAlert problem={problem} />}
          <Textarea
            label={words.reason}
            description={words.reader}
            required
            autosize
            minRows={2}
            maxRows={8}
            maxLength={2000}
            value={reason}
            error={missing && reason.trim() === "" && "Say why."}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        </Stack>
      </ConfirmModal>
    </>
  );
}

function Consequences({
  tracks,
  versionId,
  unknown,
}: {
  tracks: readonly TrackJson[] | null;
  versionId: string;
  /** The tracks could not be read. */
  unknown: boolean;
}) {
  return (
    <List size="sm" spacing={6}>
      <List.Item>Downloads of it stop at once, everywhere.</List.Item>
      <List.Item>Devices that have installed it keep it: nothing is removed from them.</List.Item>
      {tracks === null ? (
        <List.Item>
          <Text size="sm" c="dimmed">
            Looking which tracks lead to it…
          </Text>
        </List.Item>
      ) : (
        !unknown &&
        fallsBackTo(tracks, versionId).map((sentence) => <List.Item key={sentence}>{sentence}</List.Item>)
      )}
      <List.Item>This cannot be undone. To go on, publish a version with a higher code.</List.Item>
    </List>
  );
}
