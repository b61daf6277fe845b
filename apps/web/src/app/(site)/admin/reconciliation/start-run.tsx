"use client";

import { Button, Stack } from "@mantine/core";
import { useRouter } from "next/navigation";
import { api } from "@/http/client.ts";
import { useCall } from "@/http/use-call.ts";
import { ProblemAlert } from "@/ui/problem-alert.tsx";

/** Begins a comparison. It changes nothing, so it does not ask. */
export function StartRun({ running }: { running: boolean }) {
  const router = useRouter();
  const { sending, problem, run } = useCall();
  const start = () =>
    run(async () => {
      await api.post("/api/v1/admin/inventory", {});
      router.refresh();
    });
  return (
    <Stack gap="xs" align="flex-end">
      <Button onClick={start} loading={sending} disabled={running}>
        Compare now
      </Button>
      {problem && <ProblemAlert problem={problem} />}
    </Stack>
  );
}
