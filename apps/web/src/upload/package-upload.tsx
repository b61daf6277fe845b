"use client";

import { Button, Group, Paper, Stack, Text, ThemeIcon, VisuallyHidden } from "@mantine/core";
import { Dropzone } from "@mantine/dropzone";
import { IconPackage, IconUpload, IconX } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ProblemAlert } from "../ui/problem-alert.tsx";
import { TransferProgress } from "./transfer-progress.tsx";
import { useUpload } from "./use-upload.ts";

/** Where a developer drops a package; ends on the page of the version it became. */
export function PackageUpload({ appId, packageId }: { appId: string; packageId: string }) {
  const router = useRouter();
  const [refused, setRefused] = useState<string | null>(null);
  const upload = useUpload({
    appId,
    kind: "package",
    onDone: (completed) => {
      if (completed.kind === "package")
        router.push(`/console/apps/${packageId}/versions/${completed.version.id}`);
    },
  });
  const { state } = upload;

  if (state.phase === "idle") {
    return (
      <Stack gap="xs">
        <Dropzone
          multiple={false}
          onDrop={([file]) => {
            if (!file) return;
            setRefused(
              file.size === 0 ? `${file.name} is empty. Choose a package with something in it.` : null,
            );
            if (file.size > 0) upload.start(file);
          }}
          onReject={() => setRefused("Drop one file at a time: the .mosis package.")}
          inputProps={{ "aria-label": "Package file" }}
          p="xl"
        >
          <Group gap="lg" justify="center" mih={96} wrap="nowrap" style={{ pointerEvents: "none" }}>
            <ThemeIcon variant="light" size={48} radius="md">
              <Dropzone.Accept>
                <IconUpload size={26} stroke={1.5} />
              </Dropzone.Accept>
              <Dropzone.Reject>
                <IconX size={26} stroke={1.5} />
              </Dropzone.Reject>
              <Dropzone.Idle>
                <IconPackage size={26} stroke={1.5} />
              </Dropzone.Idle>
            </ThemeIcon>
            <div>
              <Text fw={600}>Drop a .mosis package here, or choose one</Text>
              <Text size="sm" c="dimmed">
                Up to 500 MB. It goes straight to storage and is checked as soon as it is there.
              </Text>
            </div>
          </Group>
        </Dropzone>
        {refused && (
          <Text size="sm" c="red" role="alert">
            {refused}
          </Text>
        )}
      </Stack>
    );
  }

  return (
    <Paper withBorder p="lg" component="section" aria-label="Upload">
      <Stack gap="md">
        <Group justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap" miw={0}>
            <IconPackage size={20} stroke={1.5} aria-hidden="true" />
            <Text fw={600} truncate>
              {state.file.name}
            </Text>
          </Group>
          {(state.phase === "hashing" || state.phase === "sending") && (
            <Button variant="default" size="xs" onClick={upload.cancel}>
              Cancel
            </Button>
          )}
        </Group>
        {state.phase === "hashing" && (
          <TransferProgress label="Computing the hash" progress={state.progress} />
        )}
        {state.phase === "sending" && (
          <TransferProgress label="Sending to storage" progress={state.progress} />
        )}
        {state.phase === "completing" && (
          <Text size="sm">All bytes are there. Handing over for checking…</Text>
        )}
        {state.phase === "done" && <Text size="sm">Received. Opening the new version…</Text>}
        {state.phase === "failed" && (
          <Stack gap="sm">
            <ProblemAlert problem={state.problem} />
            <Group>
              <Button onClick={upload.retry}>Try again</Button>
              <Button variant="default" onClick={upload.reset}>
                Choose another file
              </Button>
            </Group>
          </Stack>
        )}
        <VisuallyHidden role="status" aria-live="polite">
          {announcement[state.phase]}
        </VisuallyHidden>
      </Stack>
    </Paper>
  );
}

const announcement = {
  hashing: "Computing the hash",
  sending: "Sending to storage",
  completing: "All bytes sent",
  done: "Upload complete",
  failed: "The upload failed",
} as const;
