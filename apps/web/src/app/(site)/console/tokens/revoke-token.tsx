"use client";

import { Button, Text } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { api } from "@/http/client.ts";
import { ConfirmModal } from "@/ui/confirm-modal.tsx";

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
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button variant="default" size="xs" onClick={() => setAsking(true)} aria-label={`Revoke ${name}`}>
        Revoke
      </Button>
      <ConfirmModal
        opened={asking}
        onClose={() => setAsking(false)}
        title="Revoke this token?"
        keep="Keep it"
        action="Revoke"
        color="red"
        isFinal
        onConfirm={() => api.delete(`/api/v1/tokens/${tokenId}`)}
      >
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          Every command line and pipeline that uses <b>{name}</b> is refused at once, also in the middle of an
          upload. {lastUsed ? <>It was last used {lastUsed}.</> : "It has never been used."}
        </Text>
        <Text size="sm" c="dimmed">
          What it has uploaded stays. The token cannot be brought back, but you can make a new one.
        </Text>
      </ConfirmModal>
    </>
  );
}
