"use client";

import { Modal, Text, Textarea, TextInput } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { api } from "@/http/client.ts";
import { useCall } from "@/http/use-call.ts";
import { DialogForm } from "@/ui/dialog-form.tsx";
import { ProblemAlert } from "@/ui/problem-alert.tsx";

/** Asks for the reason of a hold, and for the app where none is given, then places it. */
export function PlaceHold({
  opened,
  onClose,
  subject,
}: {
  opened: boolean;
  onClose: () => void;
  subject?: { app: string; versionId: string | null; name: string };
}) {
  const router = useRouter();
  const { sending, problem, run } = useCall();
  const [reason, setReason] = useState("");
  const [packageId, setPackageId] = useState("");
  const fieldProblem = (path: string) => problem?.fields.find((field) => field.path === path)?.message;

  const place = () =>
    run(async () => {
      await api.post("/api/v1/admin/retention/holds", {
        app: subject?.app ?? packageId.trim(),
        version_id: subject?.versionId ?? null,
        reason,
      });
      setReason("");
      setPackageId("");
      onClose();
      router.refresh();
    });

  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={subject ? `Hold ${subject.name}` : "Hold an app"}
      centered
    >
      <DialogForm keep="Cancel" action="Hold" sending={sending} onSubmit={place} onClose={onClose}>
        <Text size="sm">
          {subject
            ? "Its package is kept until somebody lifts the hold, whatever the policy says."
            : "All packages of the app are kept until somebody lifts the hold, those to come included."}
        </Text>
        {!subject && (
          <TextInput
            label="Package id of the app"
            placeholder="com.example.notes"
            value={packageId}
            onChange={(event) => setPackageId(event.currentTarget.value)}
            error={fieldProblem("app") && "Give the package id, as in com.example.notes."}
          />
        )}
        <Textarea
          label="Why"
          description="Everyone who looks after this store can read it."
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          error={fieldProblem("reason")}
          maxLength={500}
          autosize
          minRows={2}
        />
        {problem && problem.fields.length === 0 && <ProblemAlert problem={problem} />}
      </DialogForm>
    </Modal>
  );
}
