"use client";

import { Alert, Button, FileButton, Group, Stack, Text } from "@mantine/core";
import { IconAlertCircle } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { useLive } from "@/live/use-live.ts";
import type { IconJson } from "../http/client.ts";
import { AppIcon } from "../ui/app-icon.tsx";
import { ProblemAlert } from "../ui/problem-alert.tsx";
import { type UploadControl, useUpload } from "./use-upload.ts";

const isFinal = (icon: IconJson | null) => icon === null || icon.status !== "rendering";

export interface IconUploadProps {
  app: { id: string; name: string; icon: { contentHash: string } | null };
}

/** The app's icon in the sizes devices show, and a way to change it. */
export function IconUpload({ app }: IconUploadProps) {
  const [rendering, setRendering] = useState<IconJson | null>(null);
  const upload = useUpload({
    appId: app.id,
    kind: "icon",
    app: null,
    onDone: (completed) => completed.kind === "icon" && setRendering(completed.icon),
  });
  const resetFile = useRef<() => void>(null);

  return (
    <Stack gap="md">
      <Group gap="lg" align="end">
        {([128, 64, 32] as const).map((size) => (
          <Stack key={size} gap={6} align="center">
            <AppIcon app={app} size={size} />
            <Text size="xs" c="dimmed" className="tabular">
              {size} px
            </Text>
          </Stack>
        ))}
      </Group>
      <Group gap="sm">
        <FileButton
          accept="image/png"
          resetRef={resetFile}
          inputProps={{ "aria-label": "Icon file" }}
          onChange={(file) => {
            resetFile.current?.();
            setRendering(null);
            if (file) upload.start(file);
          }}
        >
          {(props) => (
            <Button
              {...props}
              variant="default"
              loading={isBusy(upload) || rendering?.status === "rendering"}
            >
              {app.icon ? "Change icon" : "Choose icon"}
            </Button>
          )}
        </FileButton>
        <Text size="sm" c="dimmed">
          Square PNG, 128 to 2048 px.
        </Text>
      </Group>
      {rendering && <IconVerdict key={rendering.id} initial={rendering} />}
      {upload.state.phase === "failed" && <ProblemAlert problem={upload.state.problem} />}
    </Stack>
  );
}

function isBusy({ state }: UploadControl): boolean {
  return state.phase === "judging" || state.phase === "sending" || state.phase === "completing";
}

function IconVerdict({ initial }: { initial: IconJson }) {
  const router = useRouter();
  const { resource: icon } = useLive<IconJson>({
    url: `/api/v1/icons/${initial.id}/events`,
    initial,
    isFinal,
  });
  useEffect(() => {
    if (icon.status === "ready") router.refresh();
  }, [icon.status, router]);

  if (icon.status === "rendering") return <Text size="sm">Making the sizes devices need…</Text>;
  if (icon.status === "ready") {
    return (
      <Text size="sm" role="status">
        The new icon is in place.
      </Text>
    );
  }
  return (
    <Alert color="red" icon={<IconAlertCircle size={18} />} title="This icon cannot be used" role="alert">
      {icon.refusal?.message} {icon.refusal?.fix}
    </Alert>
  );
}
