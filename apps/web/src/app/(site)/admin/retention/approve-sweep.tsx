"use client";

import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { api } from "@/http/client.ts";
import { useCall } from "@/http/use-call.ts";
import { countOf } from "@/ui/count-of.ts";
import { formatBytes } from "@/ui/format-bytes.ts";
import { ProblemAlert } from "@/ui/problem-alert.tsx";

/** Has a stopped run go on, after asking. */
export function ApproveSweep({ runId, versions, bytes }: { runId: string; versions: number; bytes: number }) {
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const { sending, problem, run } = useCall();
  const approve = () =>
    run(async () => {
      await api.post(`/api/v1/admin/retention/runs/${runId}/approve`, {});
      setAsking(false);
      router.refresh();
    });
  return (
    <>
      <Button size="xs" color="orange" variant="light" onClick={() => setAsking(true)}>
        Let it go on
      </Button>
      <Modal opened={asking} onClose={() => setAsking(false)} title="Delete all of this?" centered>
        <Stack gap="md">
          <Text size="sm">
            {countOf(versions, "package")} with {formatBytes(bytes)} are deleted within minutes. This cannot
            be undone. The versions stay listed, without their packages.
          </Text>
          {problem && <ProblemAlert problem={problem} />}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={() => setAsking(false)} data-autofocus>
              Leave them
            </Button>
            <Button color="red" loading={sending} onClick={approve}>
              Delete {countOf(versions, "package")}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
