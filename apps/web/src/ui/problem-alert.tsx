"use client";

import { Alert, Text } from "@mantine/core";
import { IconAlertCircle } from "@tabler/icons-react";
import type { ApiProblem } from "../http/client.ts";

/** Why a call did not work, with the id to mention when asking for help. */
export function ProblemAlert({ problem }: { problem: ApiProblem }) {
  return (
    <Alert color="red" icon={<IconAlertCircle size={18} />} role="alert">
      <Text size="sm">{problem.message}</Text>
      {problem.requestId && (
        <Text size="xs" c="dimmed" ff="monospace" mt={4}>
          {problem.requestId}
        </Text>
      )}
    </Alert>
  );
}
