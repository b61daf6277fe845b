"use client";

import { ActionIcon, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { api } from "../http/client.ts";
import { useCall } from "../http/use-call.ts";
import { ProblemAlert } from "../ui/problem-alert.tsx";

/** Deletes a screenshot after asking. */
export function DeleteScreenshot({
  id,
  name,
  onDeleted,
}: {
  id: string;
  name: string;
  onDeleted: () => void;
}) {
  const [asking, setAsking] = useState(false);
  const { sending, problem, run, forget } = useCall();
  const remove = () =>
    run(async () => {
      await api.delete(`/api/v1/screenshots/${id}`);
      setAsking(false);
      onDeleted();
    });
  return (
    <>
      <ActionIcon
        variant="subtle"
        color="red"
        size="lg"
        aria-label={`Delete ${name}`}
        onClick={() => {
          forget();
          setAsking(true);
        }}
      >
        <IconTrash size={17} />
      </ActionIcon>
      <Modal opened={asking} onClose={() => setAsking(false)} title="Delete this screenshot?" centered>
        <Stack gap="md">
          <Text size="sm">
            “{name}” goes from the listing at once, also from the catalog. This cannot be undone; you can
            upload the picture again.
          </Text>
          {problem && <ProblemAlert problem={problem} />}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={() => setAsking(false)}>
              Keep it
            </Button>
            <Button color="red" loading={sending} onClick={remove} data-autofocus>
              Delete
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
