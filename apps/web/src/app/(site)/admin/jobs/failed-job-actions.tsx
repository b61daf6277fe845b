"use client";

import { Button, Group, Stack, Text } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { api } from "@/http/client.ts";
import { useCall } from "@/http/use-call.ts";
import { ConfirmModal } from "@/ui/confirm-modal.tsx";
import { ProblemAlert } from "@/ui/problem-alert.tsx";

/** Takes a failed job up again, or forgets it after asking. */
export function FailedJobActions({ jobId, title }: { jobId: string; title: string }) {
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const { sending, problem, run } = useCall();

  const retry = () =>
    run(async () => {
      await api.post(`/api/v1/admin/jobs/${jobId}/retry`, {});
      router.refresh();
    });

  return (
    <Stack gap="xs" align="flex-end">
      <Group gap="xs">
        <Button size="xs" variant="default" loading={sending} onClick={retry}>
          Retry
        </Button>
        <Button size="xs" variant="subtle" color="red" onClick={() => setAsking(true)}>
          Discard
        </Button>
      </Group>
      {problem && <ProblemAlert problem={problem} />}
      <ConfirmModal
        opened={asking}
        onClose={() => setAsking(false)}
        title="Discard this job?"
        keep="Keep it"
        action="Discard"
        color="red"
        onConfirm={() => api.delete(`/api/v1/admin/jobs/${jobId}`)}
      >
        <Text size="sm">
          “{title}” is taken off the list and will not be done. This cannot be undone; what it was about stays
          as it is now.
        </Text>
      </ConfirmModal>
    </Stack>
  );
}
