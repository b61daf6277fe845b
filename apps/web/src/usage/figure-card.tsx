import { Paper, Text } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./usage.module.css";

/** One number that matters, with what it means. */
export function FigureCard({
  label,
  title,
  children,
  note,
}: {
  label: string;
  /** The exact number, on hover. */
  title?: string;
  children: ReactNode;
  note?: ReactNode;
}) {
  return (
    <Paper withBorder p="lg">
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <div className={classes.amount} title={title}>
        {children}
      </div>
      {note && (
        <Text size="sm" c="dimmed" component="div" mt={4}>
          {note}
        </Text>
      )}
    </Paper>
  );
}
