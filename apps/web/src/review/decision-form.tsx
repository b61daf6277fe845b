"use client";

import { Button, Group, Stack, Textarea } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ApiProblem, api } from "../http/client.ts";
import { ProblemAlert } from "../ui/problem-alert.tsx";

/** A reviewer's decision. Rejecting needs a reason, which the developer reads. */
export function DecisionForm({ versionId }: { versionId: string }) {
  const router = useRouter();
  const [reason, setReason] = useState("");
  const [sending, setSending] = useState<"approved" | "rejected" | null>(null);
  const [missing, setMissing] = useState(false);
  const [problem, setProblem] = useState<ApiProblem | null>(null);

  async function decide(verdict: "approved" | "rejected") {
    const needsReason = verdict === "rejected" && reason.trim() === "";
    setMissing(needsReason);
    setProblem(null);
    if (needsReason) return;
    setSending(verdict);
    try {
      await api.post(`/api/v1/versions/${versionId}/decision`, { verdict, reason });
      router.refresh();
    } catch (error) {
      setProblem(ApiProblem.from(error));
      setSending(null);
    }
  }

  return (
    <Stack gap="sm">
      <Textarea
        label="Reason"
        description="The developer reads this. Required to reject, optional to approve."
        autosize
        minRows={3}
        maxRows={12}
        maxLength={2000}
        value={reason}
        error={missing && "Say why, so that the developer can mend it."}
        onChange={(event) => {
          setReason(event.currentTarget.value);
          setMissing(false);
        }}
      />
      {problem && <ProblemAlert problem={problem} />}
      <Group gap="sm">
        <Button
          color="teal.9"
          loading={sending === "approved"}
          disabled={sending === "rejected"}
          onClick={() => decide("approved")}
        >
          Approve
        </Button>
        <Button
          color="red"
          variant="light"
          loading={sending === "rejected"}
          disabled={sending === "approved"}
          onClick={() => decide("rejected")}
        >
          Reject
        </Button>
      </Group>
    </Stack>
  );
}
