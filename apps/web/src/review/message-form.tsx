"use client";

import { Button, Checkbox, Group, Stack, Textarea } from "@mantine/core";
import { useRouter } from "next/navigation";
import { type KeyboardEvent, useState } from "react";
import { api } from "../http/client.ts";
import { useCall } from "../http/use-call.ts";
import { ProblemAlert } from "../ui/problem-alert.tsx";

/** Writes into the thread of a version, from either side. */
export function MessageForm({ versionId, side }: { versionId: string; side: "reviewer" | "developer" }) {
  const router = useRouter();
  const { sending, problem, run } = useCall();
  const [text, setText] = useState("");
  const [internal, setInternal] = useState(false);
  const isReviewer = side === "reviewer";

  const send = () =>
    run(async () => {
      if (isReviewer) await api.post(`/api/v1/versions/${versionId}/comments`, { text, internal });
      else await api.post(`/api/v1/versions/${versionId}/answers`, { text });
      setText("");
      setInternal(false);
      router.refresh();
    });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && text.trim() !== "") void send();
  };

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <Stack gap="xs" px="lg" pb="lg">
        <Textarea
          aria-label={isReviewer ? "Comment" : "Answer"}
          placeholder={
            internal
              ? "For reviewers alone"
              : isReviewer
                ? "Ask or tell the developer"
                : "Answer the reviewers"
          }
          autosize
          minRows={2}
          maxRows={10}
          maxLength={4000}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        {problem && <ProblemAlert problem={problem} />}
        <Group justify="space-between" gap="xs">
          {isReviewer ? (
            <Checkbox
              size="sm"
              label="Internal note"
              checked={internal}
              onChange={(event) => setInternal(event.currentTarget.checked)}
            />
          ) : (
            <span />
          )}
          <Button type="submit" size="xs" variant="default" loading={sending} disabled={text.trim() === ""}>
            {isReviewer ? (internal ? "Keep note" : "Send") : "Send answer"}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
