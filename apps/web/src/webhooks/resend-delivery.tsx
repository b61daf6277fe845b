"use client";

import { Button } from "@mantine/core";
import { useRouter } from "next/navigation";
import { api } from "@/http/client.ts";
import { useCall } from "@/http/use-call.ts";
import { ProblemAlert } from "@/ui/problem-alert.tsx";

export function ResendDelivery({ webhookId, deliveryId }: { webhookId: string; deliveryId: string }) {
  const router = useRouter();
  const { sending, problem, run } = useCall();
  const resend = () =>
    run(async () => {
      await api.post(`/api/v1/webhooks/${webhookId}/deliveries/${deliveryId}/resend`, {});
      router.refresh();
    });
  return (
    <>
      <Button size="xs" variant="default" loading={sending} onClick={resend}>
        Send again
      </Button>
      {problem && <ProblemAlert problem={problem} />}
    </>
  );
}
