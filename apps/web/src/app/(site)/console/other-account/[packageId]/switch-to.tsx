"use client";

import { Button, Stack } from "@mantine/core";
import { useRouter } from "next/navigation";
import { api } from "@/http/client.ts";
import { useCall } from "@/http/use-call.ts";
import { ProblemAlert } from "@/ui/problem-alert.tsx";

/** Has the session act for another account, and goes on to where one wanted to. */
export function SwitchTo({ accountId, name, next }: { accountId: string; name: string; next: string }) {
  const router = useRouter();
  const { sending, problem, run } = useCall();
  const act = () =>
    run(async () => {
      await api.put("/api/v1/accounts/current", { account_id: accountId });
      router.push(next);
      router.refresh();
    });
  return (
    <Stack gap="sm" align="center">
      <Button onClick={act} loading={sending}>
        Switch to {name}
      </Button>
      {problem && <ProblemAlert problem={problem} />}
    </Stack>
  );
}
