"use client";

import { Button, Group, Modal, Stack } from "@mantine/core";
import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { useCall } from "@/http/use-call.ts";
import { ProblemAlert } from "./problem-alert.tsx";

interface Question {
  /** What will happen. */
  children: ReactNode;
  /** Says no. */
  keep: string;
  /** Says yes. */
  action: string;
  color?: string;
  /** Nothing brings back what is done: a hasty Enter keeps everything as it is. */
  isFinal?: boolean;
  /** Done on yes; then the question goes and the page is read anew. What it throws is shown, and may be tried again. */
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
}

/** Asks before something is done. */
export function ConfirmModal({
  opened,
  title,
  size,
  ...question
}: Question & { opened: boolean; title: string; size?: string }) {
  return (
    <Modal opened={opened} onClose={question.onClose} title={title} centered {...(size && { size })}>
      {/* Anew each time it is opened: what failed the last time is not shown again. */}
      <Asked {...question} />
    </Modal>
  );
}

function Asked({ children, keep, action, color, isFinal = false, onConfirm, onClose }: Question) {
  const router = useRouter();
  const { sending, problem, run } = useCall();
  const confirm = () =>
    run(async () => {
      await onConfirm();
      onClose();
      router.refresh();
    });
  return (
    <Stack gap="md">
      {children}
      {problem && <ProblemAlert problem={problem} />}
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onClose} {...(isFinal && { "data-autofocus": true })}>
          {keep}
        </Button>
        <Button
          {...(color && { color })}
          loading={sending}
          onClick={confirm}
          {...(!isFinal && { "data-autofocus": true })}
        >
          {action}
        </Button>
      </Group>
    </Stack>
  );
}
