"use client";

import { Button, Text } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { api } from "@/http/client.ts";
import { ConfirmModal } from "@/ui/confirm-modal.tsx";

/** Takes oneself out of the account. */
export function LeaveAccount({
  account,
  isLastOwner,
  isLastAccount,
}: {
  account: string;
  isLastOwner: boolean;
  isLastAccount: boolean;
}) {
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button
        variant="default"
        size="xs"
        disabled={isLastOwner}
        title={isLastOwner ? "An account needs an owner: make somebody else one first." : undefined}
        onClick={() => setAsking(true)}
      >
        Leave
      </Button>
      <ConfirmModal
        opened={asking}
        onClose={() => setAsking(false)}
        title={`Leave ${account}?`}
        keep="Stay"
        action="Leave"
        color="red"
        isFinal
        onConfirm={async () => {
          await api.post("/api/v1/team/leave", {});
          router.push("/console");
        }}
      >
        <Text size="sm">
          You see nothing of this account any more, and your access tokens for it stop at once. To come back
          you have to be invited.
        </Text>
        {isLastAccount && (
          <Text size="sm" c="dimmed">
            You belong to no other account, so you get a new one of your own.
          </Text>
        )}
      </ConfirmModal>
    </>
  );
}
