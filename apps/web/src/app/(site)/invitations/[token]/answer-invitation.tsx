"use client";

import { Button, Group, Stack, Text } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { api } from "@/http/client.ts";
import { useCall } from "@/http/use-call.ts";
import { ConfirmModal } from "@/ui/confirm-modal.tsx";
import { ProblemAlert } from "@/ui/problem-alert.tsx";

/** Says yes or no to an invitation. */
export function AnswerInvitation({ token, account, as }: { token: string; account: string; as: string }) {
  const router = useRouter();
  const { sending, problem, run } = useCall();
  const [declining, setDeclining] = useState(false);
  const accept = () =>
    run(async () => {
      await api.post("/api/v1/invitations/accept", { token });
      router.push("/console");
      router.refresh();
    });
  return (
    <Stack gap="md">
      {problem && <ProblemAlert problem={problem} />}
      <Group gap="sm">
        <Button onClick={accept} loading={sending}>
          Join as {as}
        </Button>
        <Button variant="default" onClick={() => setDeclining(true)}>
          Decline
        </Button>
      </Group>
      <Text size="sm" c="dimmed">
        The people of {account} will see your name, your confirmed address and when you were last here.
      </Text>
      <ConfirmModal
        opened={declining}
        onClose={() => setDeclining(false)}
        title="Decline this invitation?"
        keep="Not now"
        action="Decline"
        onConfirm={() => api.post("/api/v1/invitations/decline", { token })}
      >
        <Text size="sm">Its link will not work any more. They can invite you again.</Text>
      </ConfirmModal>
    </Stack>
  );
}
