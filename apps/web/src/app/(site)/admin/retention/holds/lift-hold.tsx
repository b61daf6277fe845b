"use client";

import { Button, Text } from "@mantine/core";
import { useState } from "react";
import { api } from "@/http/client.ts";
import { ConfirmModal } from "@/ui/confirm-modal.tsx";

/** Lifts a hold, after asking. */
export function LiftHold({ holdId, name }: { holdId: string; name: string }) {
  const [asking, setAsking] = useState(false);
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
      <ConfirmModal
        opened={asking}
        onClose={() => setAsking(false)}
        title="Lift this hold?"
        keep="Keep the hold"
        action="Lift it"
        onConfirm={() => api.delete(`/api/v1/admin/retention/holds/${holdId}`)}
      >
        <Text size="sm">
          The policy counts again for {name}. What is overdue by then is deleted after its grace period.
        </Text>
      </ConfirmModal>
    </>
  );
}
