"use client";

import { Button, Text } from "@mantine/core";
import { useState } from "react";
import { api } from "@/http/client.ts";
import { ConfirmModal } from "@/ui/confirm-modal.tsx";

export function RemovePublisher({
  appId,
  publisherId,
  name,
}: {
  appId: string;
  publisherId: string;
  name: string;
}) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button variant="default" size="xs" onClick={() => setAsking(true)} aria-label={`Remove ${name}`}>
        Remove
      </Button>
      <ConfirmModal
        opened={asking}
        onClose={() => setAsking(false)}
        title="Trust it no more?"
        keep="Keep it"
        action="Remove"
        color="red"
        onConfirm={() => api.delete(`/api/v1/apps/${appId}/trusted-publishers/${publisherId}`)}
      >
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          Jobs of <b>{name}</b> cannot upload any more, also those that are under way. What they have uploaded
          stays.
        </Text>
      </ConfirmModal>
    </>
  );
}
