import { Group, Paper, Title } from "@mantine/core";
import { type ReactNode, useId } from "react";

/** A titled card: the unit pages are made of. */
export function Section({
  title,
  aside,
  children,
}: {
  title: string;
  aside?: ReactNode;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <Paper withBorder component="section" aria-labelledby={id} style={{ overflow: "hidden" }}>
      <Group justify="space-between" px="lg" pt="md" pb="sm" mih={52}>
        <Title order={2} id={id}>
          {title}
        </Title>
        {aside}
      </Group>
      <div>{children}</div>
    </Paper>
  );
}
