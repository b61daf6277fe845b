"use client";

import { Button, Group, Stack, Text } from "@mantine/core";
import { useEffect } from "react";
import { ProblemAlert } from "../ui/problem-alert.tsx";
import { TransferProgress } from "../upload/transfer-progress.tsx";
import { useUpload } from "../upload/use-upload.ts";
import classes from "./screenshots.module.css";

/** A file on its way to becoming a screenshot; it starts when it is its turn. */
export function ScreenshotSending({
  appId,
  file,
  isTurn,
  onDone,
  onFailed,
  onGone,
}: {
  appId: string;
  file: File;
  isTurn: boolean;
  onDone: () => void;
  onFailed: () => void;
  onGone: () => void;
}) {
  const { state, start, cancel, retry } = useUpload({
    appId,
    kind: "screenshot",
    app: null,
    onDone,
    onGivenUp: onGone,
  });
  useEffect(() => {
    if (isTurn) start(file);
  }, [isTurn, file, start]);
  const hasFailed = state.phase === "failed";
  useEffect(() => {
    if (hasFailed) onFailed();
  }, [hasFailed, onFailed]);

  return (
    <li className={classes.card}>
      {(state.phase === "judging" || state.phase === "sending") && (
        <TransferProgress label={file.name} progress={state.progress} still={state.phase === "judging"} />
      )}
      {state.phase === "failed" && (
        <Stack gap="xs">
          <Text size="sm" fw={500} truncate>
            {file.name}
          </Text>
          <ProblemAlert problem={state.problem} />
        </Stack>
      )}
      {(state.phase === "idle" || state.phase === "completing" || state.phase === "done") && (
        <Text size="sm">
          {file.name}: {state.phase === "idle" ? "waits for its turn" : "taking it over…"}
        </Text>
      )}
      <Group gap="xs" mt="auto">
        {state.phase === "failed" && (
          <Button size="xs" variant="default" onClick={retry}>
            Try again
          </Button>
        )}
        <Button
          size="xs"
          variant="subtle"
          onClick={() => {
            // What is under way is gone only when what was sent of it has been discarded.
            if (state.phase === "idle" || state.phase === "failed") onGone();
            else cancel();
          }}
        >
          {state.phase === "failed" ? "Leave it out" : "Cancel"}
        </Button>
      </Group>
    </li>
  );
}
