"use client";

import { Button, Group, Stack } from "@mantine/core";
import type { ReactNode } from "react";

/** A form in a dialog: its fields, then a way out and what it does. */
export function DialogForm({
  children,
  keep = "Not now",
  action,
  sending,
  onSubmit,
  onClose,
}: {
  children: ReactNode;
  /** Leaves everything as it is. */
  keep?: string;
  action: string;
  sending: boolean;
  onSubmit: () => Promise<unknown>;
  onClose: () => void;
}) {
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void onSubmit();
      }}
    >
      <Stack gap="md">
        {children}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {keep}
          </Button>
          <Button type="submit" loading={sending}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
