"use client";

import { Button, Code, Group, Stack, Text } from "@mantine/core";
import { CopyTextButton } from "@/ui/copy-text-button.tsx";

/** A secret that was just made. It cannot be shown again. */
export function SecretShown({ secret, onDone }: { secret: string; onDone: () => void }) {
  return (
    <Stack gap="md">
      <Text size="sm">
        This is the only time it is shown. With it your server tells that a message is ours: keep it like a
        password.
      </Text>
      <Code block data-testid="secret" style={{ overflowWrap: "anywhere", whiteSpace: "pre-wrap" }}>
        {secret}
      </Code>
      <Group justify="flex-end" gap="sm">
        <CopyTextButton value={secret} label="Copy secret" data-autofocus />
        <Button variant="default" onClick={onDone}>
          I have copied it
        </Button>
      </Group>
    </Stack>
  );
}
