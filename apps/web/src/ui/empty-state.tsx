import { Stack, Text, ThemeIcon } from "@mantine/core";
import type { ReactNode } from "react";

/** What stands where there is nothing yet: why, and what to do next. */
export function EmptyState({
  icon,
  title,
  children,
  action,
  page = false,
}: {
  icon: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  /** Whether it is all there is on the page, and its title the page's heading. */
  page?: boolean;
}) {
  return (
    <Stack align="center" gap="sm" py={48} px="lg" ta="center">
      <ThemeIcon variant="light" color="gray" size={48} radius="xl">
        {icon}
      </ThemeIcon>
      <Text fw={600} size="lg" m={0} component={page ? "h1" : "p"}>
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
