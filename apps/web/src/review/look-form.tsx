"use client";

import { Button, Stack, Textarea } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { api } from "../http/client.ts";
import { useCall } from "../http/use-call.ts";
import { ProblemAlert } from "../ui/problem-alert.tsx";

/** Says what one thinks of a version that was approved without a person. */
export function LookForm({ versionId }: { versionId: string }) {
  const router = useRouter();
  const { sending, problem, run } = useCall();
  const [text, setText] = useState("");
  const send = () =>
    run(async () => {
      await api.post(`/api/v1/versions/${versionId}/look`, { text });
      router.refresh();
    });
  return (
    <Stack gap="sm">
      <Textarea
        label="What you found"
        description="Reviewers and admins read this. To take a version down, ask an admin."
        autosize
        minRows={2}
        maxLength={4000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {problem && <ProblemAlert problem={problem} />}
      <Button loading={sending} disabled={text.trim() === ""} onClick={send}>
        I have looked at it
      </Button>
    </Stack>
  );
}
