"use client";

import { Group, Stack, Text, ThemeIcon } from "@mantine/core";
import { Dropzone } from "@mantine/dropzone";
import { IconPackage, IconUpload, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { chosenFiles } from "./chosen-files.ts";

/** Where a package is dropped or chosen. */
export function PackageDrop({ onChoose }: { onChoose: (file: File) => void }) {
  const [refused, setRefused] = useState<string | null>(null);
  return (
    <Stack gap="xs">
      <Dropzone
        multiple={false}
        getFilesFromEvent={chosenFiles}
        // Its files can be read again after they have changed; where there is no such picker, the usual one opens.
        useFsAccessApi
        onDrop={([file]) => {
          if (!file) return;
          setRefused(
            file.size === 0 ? `${file.name} is empty. Choose a package with something in it.` : null,
          );
          if (file.size > 0) onChoose(file);
        }}
        onReject={() => setRefused("Drop one file at a time: the .mosis package.")}
        role="button"
        // Gone for everybody: the button around it is what one uses.
        inputProps={{ "aria-label": "Package file", style: { display: "none" } }}
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
              Up to 500 MB. It is checked here first, then goes straight to storage.
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
