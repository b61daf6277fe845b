"use client";

import { Button } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { EmptyState } from "@/ui/empty-state.tsx";

/** What a visitor sees when a page could not be made; the digest is in the portal's log beside the cause. */
export default function ErrorPage({
  error,
  retry,
}: {
  error: Error & { digest?: string };
  retry: () => void;
}) {
  return (
    <EmptyState
      page
      icon={<IconAlertTriangle size={24} />}
      title="This page could not be shown"
      action={<Button onClick={() => retry()}>Try again</Button>}
    >
      Something went wrong on our side, and it has been noted{error.digest ? ` as ${error.digest}` : ""}. Try
      again in a moment.
    </EmptyState>
  );
}
