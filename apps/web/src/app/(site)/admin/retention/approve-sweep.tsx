"use client";

import { Button, Text } from "@mantine/core";
import { useState } from "react";
import { api } from "@/http/client.ts";
import { ConfirmModal } from "@/ui/confirm-modal.tsx";
import { countOf } from "@/ui/count-of.ts";
import { formatBytes } from "@/ui/format-bytes.ts";

/** Has a stopped run go on, after asking. */
export function ApproveSweep({ runId, versions, bytes }: { runId: string; versions: number; bytes: number }) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button size="xs" color="orange" variant="light" onClick={() => setAsking(true)}>
        Let it go on
      </Button>
      <ConfirmModal
        opened={asking}
        onClose={() => setAsking(false)}
        title="Delete all of this?"
        keep="Leave them"
        action={`Delete ${countOf(versions, "package")}`}
        color="red"
        isFinal
        onConfirm={() => api.post(`/api/v1/admin/retention/runs/${runId}/approve`, {})}
      >
        <Text size="sm">
          {countOf(versions, "package")} with {formatBytes(bytes)} are deleted within minutes. This cannot be
          undone. The versions stay listed, without their packages.
        </Text>
      </ConfirmModal>
    </>
  );
}
