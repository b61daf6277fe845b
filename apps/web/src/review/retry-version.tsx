"use client";

import { Button, Stack } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { api } from "../http/client.ts";
import { useCall } from "../http/use-call.ts";
import { ProblemAlert } from "../ui/problem-alert.tsx";

/** Has a version checked again whose check the store broke off. */
export function RetryVersion({ versionId }: { versionId: string }) {
  const router = useRouter();
  const { sending, problem, run } = useCall();
  const retry = () =>
    run(async () => {
      await api.post(`/api/v1/versions/${versionId}/retry`, {});
      router.refresh();
    });
  return (
    <Stack gap="xs" align="flex-end">
      <Button leftSection={<IconRefresh size={16} />} loading={sending} onClick={retry}>
        Retry
      </Button>
      {problem && <ProblemAlert problem={problem} />}
    </Stack>
  );
}
