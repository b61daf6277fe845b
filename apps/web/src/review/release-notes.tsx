"use client";

import { Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import { api, type VersionJson } from "../http/client.ts";
import { useCall } from "../http/use-call.ts";

/** What is new in a version, to be written until it is published. */
export function ReleaseNotesForm({ versionId, notes }: { versionId: string; notes: string }) {
  const [text, setText] = useState(notes);
  const [saved, setSaved] = useState(notes);
  const { sending, problem, run } = useCall();
  const isChanged = text.trim() !== saved;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void run(async () => {
          const path = `/api/v1/versions/${versionId}`;
          setSaved((await api.patch<VersionJson>(path, { release_notes: text })).release_notes);
        });
      }}
    >
      <Stack gap="sm" px="lg" pb="lg">
        <Textarea
          aria-label="What is new"
          placeholder="What changed since the last version, for those who use the app"
          autosize
          minRows={3}
          maxRows={14}
          maxLength={4_000}
          value={text}
          error={problem && (problem.fields[0]?.message ?? problem.message)}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
        <Group justify="space-between">
          <Text size="xs" c="dimmed" role="status">
            {isChanged
              ? "Not saved yet."
              : saved
                ? "Reviewers see it, and visitors once it is published."
                : "Optional."}
          </Text>
          <Button type="submit" variant="default" size="xs" loading={sending} disabled={!isChanged}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
