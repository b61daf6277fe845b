"use client";

import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { api } from "@/http/client.ts";
import { useCall } from "@/http/use-call.ts";
import { ProblemAlert } from "@/ui/problem-alert.tsx";

/** Asks first: a token cannot be brought back. `lastUsed` is when, null for never. */
export function RevokeToken({
  tokenId,
  name,
  lastUsed,
}: {
  tokenId: string;
  name: string;
  lastUsed: ReactNode;
}) {
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const { sending, problem, run, forget } = useCall();

  const ask = () => {
    forget();
    setAsking(true);
  };
  const revoke = () =>
    run(async () => {
      await api.delete(`/api/v1/tokens/${tokenId}`);
      setAsking(false);
      router.refresh();
    });

  return (
    <>
      <Button variant="default" size="xs" onClick={ask} aria-label={`Revoke ${name}`}>
        Revoke
      </Button>
      <Modal opened={asking} onClose={() => setAsking(false)} title="Revoke this token?" centered>
        <Stack gap="md">
          <Text size="sm" style={{ overflowWrap: "anywhere" }}>
            Every command line and pipeline that uses <b>{name}</b> is refused at once, also in the middle of
            an upload. {lastUsed ? <>It was last used {lastUsed}.</> : "It has never been used."}
          </Text>
          <Text size="sm" c="dimmed">
            What it has uploaded stays. The token cannot be brought back, but you can make a new one.
          </Text>
          {problem && <ProblemAlert problem={problem} />}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={() => setAsking(false)} data-autofocus>
              Keep it
            </Button>
            <Button color="red" loading={sending} onClick={revoke}>
              Revoke
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
