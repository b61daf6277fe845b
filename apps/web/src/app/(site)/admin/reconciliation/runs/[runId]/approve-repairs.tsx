"use client";

import { Button, List, Text } from "@mantine/core";
import type { FindingKind } from "@mosis/domain";
import { useState } from "react";
import { api } from "@/http/client.ts";
import { ConfirmModal } from "@/ui/confirm-modal.tsx";

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
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button size={size} variant={variant} onClick={() => setAsking(true)}>
        {label}
      </Button>
      <ConfirmModal
        opened={asking}
        onClose={() => setAsking(false)}
        title="Carry out these repairs?"
        size="lg"
        keep="Not now"
        action="Approve and repair"
        onConfirm={() => api.post(`/api/v1/admin/inventory/${runId}/approval`, { kinds })}
      >
        <List size="sm" spacing="xs">
          {sentences.map((sentence) => (
            <List.Item key={sentence}>{sentence}</List.Item>
          ))}
        </List>
        <Text size="sm" c="dimmed">
          Each object and its row are looked at again first. What has changed since, or within the last day,
          is left alone.
        </Text>
      </ConfirmModal>
    </>
  );
}
