"use client";

import { Button } from "@mantine/core";
import type { RetentionClass } from "@mosis/domain";
import { useRouter } from "next/navigation";
import { api } from "@/http/client.ts";
import { useCall } from "@/http/use-call.ts";
import { ProblemAlert } from "@/ui/problem-alert.tsx";

/** Has the policy count for the app again. What is due by it is announced first, so that nothing is lost at once. */
export function RemoveOverride({ appId, of, name }: { appId: string; of: RetentionClass; name: string }) {
  const router = useRouter();
  const { sending, problem, run } = useCall();
  const remove = () =>
    run(async () => {
      await api.delete(`/api/v1/admin/retention/overrides/${appId}/${of}`);
      router.refresh();
    });
  return (
    <>
      <Button
        size="xs"
        variant="default"
        loading={sending}
        onClick={remove}
        aria-label={`Remove the exception for ${name}`}
      >
        Remove
      </Button>
      {problem && <ProblemAlert problem={problem} />}
    </>
  );
}
