"use client";

import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { api } from "@/http/client.ts";
import { useCall } from "@/http/use-call.ts";
import { ProblemAlert } from "@/ui/problem-alert.tsx";

/** Takes a failed job up again, or forgets it after asking. */
export function FailedJobActions({ jobId, title }: { jobId: string; title: string }) {
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const { sending, problem, run, forget } = useCall();

  const retry = () =>
    run(async () => {
      await api.post(`/api/v1/admin/jobs/${jobId}/retry`, {});
      router.refresh();
    });

  const discard = () =>
    run(async () => {
      await api.delete(`/api/v1/admin/jobs/${jobId}`);
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
        <Button size="xs" variant="default" loading={sending && !asking} onClick={retry}>
          Retry
        </Button>
        <Button size="xs" variant="subtle" color="red" onClick={ask}>
          Discard
        </Button>
      </Group>
      {problem && !asking && <ProblemAlert problem={problem} />}
      <Modal opened={asking} onClose={() => setAsking(false)} title="Discard this job?" centered>
        <Stack gap="md">
          <Text size="sm">
            “{title}” is taken off the list and will not be done. This cannot be undone; what it was about
            stays as it is now.
          </Text>
          {problem && <ProblemAlert problem={problem} />}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={() => setAsking(false)}>
              Keep it
            </Button>
            <Button color="red" loading={sending} onClick={discard} data-autofocus>
              Discard
            </Button>
          </Group>
        </Stack>
      </Modal>
    </Stack>
  );
}
