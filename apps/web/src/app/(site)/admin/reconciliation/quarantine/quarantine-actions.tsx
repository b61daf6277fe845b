"use client";

import { Button, Code, Group, Stack, Text } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { api } from "@/http/client.ts";
import { useCall } from "@/http/use-call.ts";
import { ConfirmModal } from "@/ui/confirm-modal.tsx";
import { ProblemAlert } from "@/ui/problem-alert.tsx";

/** Puts an object back where it was, or deletes it for good after asking. */
export function QuarantineActions({ id, originalKey }: { id: string; originalKey: string }) {
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const { sending, problem, run } = useCall();

  const putBack = () =>
    run(async () => {
      await api.post(`/api/v1/admin/quarantine/${id}/put-back`, {});
      router.refresh();
    });

  return (
    <Stack gap="xs" align="flex-end">
      <Group gap="xs">
        <Button size="xs" variant="default" loading={sending} onClick={putBack}>
          Put back
        </Button>
        <Button size="xs" variant="subtle" color="red" onClick={() => setAsking(true)}>
          Delete now
        </Button>
      </Group>
      {problem && <ProblemAlert problem={problem} />}
      <ConfirmModal
        opened={asking}
        onClose={() => setAsking(false)}
        title="Delete this object?"
        keep="Keep it"
        action="Delete"
        color="red"
        isFinal
        onConfirm={() => api.delete(`/api/v1/admin/quarantine/${id}`)}
      >
        <Text size="sm">
          What was at <Code style={{ overflowWrap: "anywhere" }}>{originalKey}</Code> is deleted for good.
          This cannot be undone.
        </Text>
      </ConfirmModal>
    </Stack>
  );
}
