"use client";

import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { api } from "@/http/client.ts";
import { useCall } from "@/http/use-call.ts";
import { ProblemAlert } from "@/ui/problem-alert.tsx";

export function RevokeToken({ tokenId, name, isLive }: { tokenId: string; name: string; isLive: boolean }) {
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const { sending, problem, run } = useCall();

  const revoke = () =>
    run(async () => {
      await api.delete(`/api/v1/tokens/${tokenId}`);
      setAsking(false);
      router.refresh();
    });

  // An expired token works nowhere any more: there is nothing to ask.
  return (
    <>
      <Button
        variant="default"
        size="xs"
        loading={sending && !asking}
        onClick={() => (isLive ? setAsking(true) : void revoke())}
        aria-label={`${isLive ? "Revoke" : "Remove"} ${name}`}
      >
        {isLive ? "Revoke" : "Remove"}
      </Button>
      <Modal opened={asking} onClose={() => setAsking(false)} title={`Revoke ${name}?`} centered>
        <Stack gap="md">
          <Text size="sm">
            Whatever uses this token stops working at once. It cannot be brought back; a new token can be made
            any time.
          </Text>
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
