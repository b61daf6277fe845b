"use client";

import { Button, Code, Group, Modal, Stack, Text } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { api } from "@/http/client.ts";
import { useCall } from "@/http/use-call.ts";
import { ProblemAlert } from "@/ui/problem-alert.tsx";

/** Puts an object back where it was, or deletes it for good after asking. */
export function QuarantineActions({ id, originalKey }: { id: string; originalKey: string }) {
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const { sending, problem, run, forget } = useCall();

  const putBack = () =>
    run(async () => {
      await api.post(`/api/v1/admin/quarantine/${id}/put-back`, {});
      router.refresh();
    });
  const remove = () =>
    run(async () => {
      await api.delete(`/api/v1/admin/quarantine/${id}`);
      setAsking(false);
      router.refresh();
    });

  function ask() {
    forget();
    setAsking(true);
  }

  return (
    <Stack gap="xs" align="flex-end">
      <Group gap="xs">
        <Button size="xs" variant="default" loading={sending && !asking} onClick={putBack}>
          Put back
        </Button>
        <Button size="xs" variant="subtle" color="red" onClick={ask}>
          Delete now
        </Button>
      </Group>
      {problem && !asking && <ProblemAlert problem={problem} />}
      <Modal opened={asking} onClose={() => setAsking(false)} title="Delete this object?" centered>
        <Stack gap="md">
          <Text size="sm">
            What was at <Code style={{ overflowWrap: "anywhere" }}>{originalKey}</Code> is deleted for good.
            This cannot be undone.
          </Text>
          {problem && <ProblemAlert problem={problem} />}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={() => setAsking(false)} data-autofocus>
              Keep it
            </Button>
            <Button color="red" loading={sending} onClick={remove}>
              Delete
            </Button>
          </Group>
        </Stack>
      </Modal>
    </Stack>
  );
}
