"use client";

import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { api } from "@/http/client.ts";
import { useCall } from "@/http/use-call.ts";
import { ProblemAlert } from "@/ui/problem-alert.tsx";

export function RevokeSession({ sessionId, browser }: { sessionId: string; browser: string }) {
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const { sending, problem, run } = useCall();

  const revoke = () =>
    run(async () => {
      await api.delete(`/api/v1/sessions/${sessionId}`);
      setAsking(false);
      router.refresh();
    });

  return (
    <>
      <Button variant="default" size="xs" onClick={() => setAsking(true)}>
        Revoke
      </Button>
      <Modal opened={asking} onClose={() => setAsking(false)} title="Revoke this session?" centered>
        <Stack gap="md">
          <Text size="sm">{browser} is signed out at once and has to sign in again.</Text>
          {problem && <ProblemAlert problem={problem} />}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={() => setAsking(false)}>
              Keep it
            </Button>
            <Button color="red" loading={sending} onClick={revoke} data-autofocus>
              Revoke
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
