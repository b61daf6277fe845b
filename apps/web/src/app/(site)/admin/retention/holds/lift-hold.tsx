"use client";

import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { api } from "@/http/client.ts";
import { useCall } from "@/http/use-call.ts";
import { ProblemAlert } from "@/ui/problem-alert.tsx";

/** Lifts a hold, after asking. */
export function LiftHold({ holdId, name }: { holdId: string; name: string }) {
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const { sending, problem, run } = useCall();
  const lift = () =>
    run(async () => {
      await api.delete(`/api/v1/admin/retention/holds/${holdId}`);
      setAsking(false);
      router.refresh();
    });
  return (
    <>
      <Button
        size="xs"
        variant="default"
        onClick={() => setAsking(true)}
        aria-label={`Lift the hold on ${name}`}
      >
        Lift
      </Button>
      <Modal opened={asking} onClose={() => setAsking(false)} title="Lift this hold?" centered>
        <Stack gap="md">
          <Text size="sm">
            The policy counts again for {name}. What is overdue by then is deleted after its grace period.
          </Text>
          {problem && <ProblemAlert problem={problem} />}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={() => setAsking(false)}>
              Keep the hold
            </Button>
            <Button loading={sending} onClick={lift} data-autofocus>
              Lift it
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
