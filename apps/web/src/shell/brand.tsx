import { Group, Text } from "@mantine/core";
import classes from "./shell.module.css";

export function Brand() {
  return (
    <a href="/" className={classes.brand} aria-label="Mosis, to the catalog">
      <Group gap={10} wrap="nowrap">
        <svg width="26" height="26" viewBox="0 0 32 32" aria-hidden="true">
          <rect width="32" height="32" rx="8" fill="var(--mantine-primary-color-filled)" />
          <path
            d="M8 23V10l8 7 8-7v13"
            fill="none"
            stroke="#fff"
            strokeWidth="3.4"
            strokeLinecap="round"
            strokeLinejoin="round"
          />
        </svg>
        <Text fw={650} size="lg" lts="-0.01em">
          Mosis
        </Text>
      </Group>
    </a>
  );
}
