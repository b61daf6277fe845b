import { Stack, Text, ThemeIcon } from "@mantine/core";
import type { ReactNode } from "react";

/** What stands where there is nothing yet: why, and what to do next. */
export function EmptyState({
  icon,
  title,
  children,
  action,
}: {
  icon: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <Stack align="center" gap="sm" py={48} px="lg" ta="center">
      <ThemeIcon variant="light" color="gray" size={48} radius="xl">
        {icon}
      </ThemeIcon>
      <Text fw={600} size="lg">
        {title}
      </Text>
      {children && (
        <Text c="dimmed" maw={420}>
          {children}
        </Text>
      )}
      {action}
    </Stack>
  );
}
