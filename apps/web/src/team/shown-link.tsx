"use client";

import { Button, Code, Group, Stack, Text } from "@mantine/core";
import { useEffect, useRef } from "react";
import { CopyTextButton } from "@/ui/copy-text-button.tsx";

/** A link that was just made, and cannot be shown again. */
export function ShownLink({
  link,
  title,
  children,
  onDone,
}: {
  link: string;
  title: string;
  children: string;
  onDone: () => void;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  // What had the focus is gone: whoever cannot see the change is told of it by the new focus.
  useEffect(() => heading.current?.focus(), []);
  return (
    <Stack gap="sm">
      <div>
        <Text component="h3" ref={heading} tabIndex={-1} m={0} fw={600} style={{ outline: "none" }}>
          {title}
        </Text>
        <Text size="sm" c="dimmed">
          {children}
        </Text>
      </div>
      <Code block data-testid="link" style={{ overflowWrap: "anywhere", whiteSpace: "pre-wrap" }}>
        {link}
      </Code>
      <Group gap="sm">
        <CopyTextButton value={link} label="Copy link" />
        <Button variant="default" onClick={onDone}>
          I have copied it
        </Button>
      </Group>
    </Stack>
  );
}
