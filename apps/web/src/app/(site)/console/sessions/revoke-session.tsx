"use client";

import { Button, Text } from "@mantine/core";
import { useState } from "react";
import { api } from "@/http/client.ts";
import { ConfirmModal } from "@/ui/confirm-modal.tsx";

export function RevokeSession({ sessionId, browser }: { sessionId: string; browser: string }) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button variant="default" size="xs" onClick={() => setAsking(true)}>
        Revoke
      </Button>
      <ConfirmModal
        opened={asking}
        onClose={() => setAsking(false)}
        title="Revoke this session?"
        keep="Keep it"
        action="Revoke"
        color="red"
        onConfirm={() => api.delete(`/api/v1/sessions/${sessionId}`)}
      >
        <Text size="sm">{browser} is signed out at once and has to sign in again.</Text>
      </ConfirmModal>
    </>
  );
}
