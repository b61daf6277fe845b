"use client";

import { Group, Stack, Text } from "@mantine/core";
import { Dropzone } from "@mantine/dropzone";
import { mostScreenshots, screenshotEdge, uploadRules } from "@mosis/domain";
import { IconPhotoPlus } from "@tabler/icons-react";
import { useState } from "react";
import { formatBytes } from "../ui/format-bytes.ts";

const { maxBytes } = uploadRules.screenshot;

/** Where screenshots are dropped or chosen, several at a time; `room` is how many more the app may have. */
export function ScreenshotDrop({ room, onChoose }: { room: number; onChoose: (files: File[]) => void }) {
  const [refused, setRefused] = useState<string | null>(null);
  if (room === 0) {
    return (
      <Text size="sm" c="dimmed">
        An app has at most {mostScreenshots} screenshots. Delete one to add another.
      </Text>
    );
  }
  return (
    <Stack gap="xs">
      <Dropzone
        accept={["image/png", "image/jpeg"]}
        maxSize={maxBytes}
        onDrop={(files) => {
          const left = files.length - room;
          setRefused(left > 0 ? `Only ${room} more fit; ${left} of your files were left out.` : null);
          onChoose(files.slice(0, room));
        }}
        onReject={([first]) =>
          setRefused(
            `${first?.file.name ?? "A file"} was left out: choose PNG or JPEG, up to ${formatBytes(maxBytes)} each.`,
          )
        }
        role="button"
        // Gone for everybody: the button around it is what one uses.
        inputProps={{ "aria-label": "Screenshot files", style: { display: "none" } }}
        p="md"
      >
        <Group gap="md" justify="center" mih={56} wrap="nowrap" style={{ pointerEvents: "none" }}>
          <IconPhotoPlus size={26} stroke={1.5} aria-hidden="true" />
          <div>
            <Text fw={600}>Drop screenshots here, or choose them</Text>
            <Text size="sm" c="dimmed">
              PNG or JPEG, {screenshotEdge.min} to {screenshotEdge.max} px a side, up to {mostScreenshots}.
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
