"use client";

import { Button, List, Modal, Stack, Text } from "@mantine/core";
import type { FindingKind } from "@mosis/domain";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { api } from "@/http/client.ts";
import { useCall } from "@/http/use-call.ts";
import { ProblemAlert } from "@/ui/problem-alert.tsx";

/** Has a plan carried out, after saying what it will do. */
export function ApproveRepairs(props: {
  runId: string;
  kinds: FindingKind[];
  label: string;
  sentences: readonly string[];
  size?: "xs" | "sm";
  variant?: "default" | "filled";
}) {
  const { runId, kinds, label, sentences, size = "sm", variant = "filled" } = props;
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const { sending, problem, run, forget } = useCall();

  const approve = () =>
    run(async () => {
      await api.post(`/api/v1/admin/inventory/${runId}/approval`, { kinds });
      setAsking(false);
      router.refresh();
    });

  function ask() {
    forget();
    setAsking(true);
  }

  return (
    <>
      <Button size={size} variant={variant} onClick={ask}>
        {label}
      </Button>
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title="Carry out these repairs?"
        centered
        size="lg"
      >
        <Stack gap="md">
          <List size="sm" spacing="xs">
            {sentences.map((sentence) => (
              <List.Item key={sentence}>{sentence}</List.Item>
            ))}
          </List>
          <Text size="sm" c="dimmed">
            Each object and its row are looked at again first. What has changed since, or within the last day,
            is left alone.
          </Text>
          {problem && <ProblemAlert problem={problem} />}
          <Stack gap="sm" align="flex-end">
            <Button loading={sending} onClick={approve} data-autofocus>
              Approve and repair
            </Button>
            <Button variant="subtle" color="gray" onClick={() => setAsking(false)}>
              Not now
            </Button>
          </Stack>
        </Stack>
      </Modal>
    </>
  );
}
