"use client";

import { Button, Modal, Select, Text, Textarea, TextInput } from "@mantine/core";
import { type RetentionClass, retentionClasses } from "@mosis/domain";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { api } from "@/http/client.ts";
import { useCall } from "@/http/use-call.ts";
import { DialogForm } from "@/ui/dialog-form.tsx";
import { ProblemAlert } from "@/ui/problem-alert.tsx";
import { classWords } from "../class-words.ts";
import { DurationInput } from "./duration-input.tsx";

/** Gives one app another period. */
export function OverrideApp() {
  const router = useRouter();
  const { sending, problem, run, forget } = useCall();
  const [opened, setOpened] = useState(false);
  const [packageId, setPackageId] = useState("");
  const [of, setOf] = useState<RetentionClass>("off_track");
  const [hours, setHours] = useState<number | null>(null);
  const [reason, setReason] = useState("");
  const fieldProblem = (path: string) => problem?.fields.find((field) => field.path === path)?.message;

  const save = () =>
    run(async () => {
      const app = encodeURIComponent(packageId.trim() || "-");
      await api.put(`/api/v1/admin/retention/overrides/${app}/${of}`, { keep_hours: hours, reason });
      setOpened(false);
      setPackageId("");
      setReason("");
      router.refresh();
    });

  return (
    <>
      <Button
        onClick={() => {
          forget();
          setOpened(true);
        }}
      >
        Add an exception
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title="Another time for one app" centered>
        <DialogForm
          keep="Cancel"
          action="Save"
          sending={sending}
          onSubmit={save}
          onClose={() => setOpened(false)}
        >
          <TextInput
            label="Package id of the app"
            placeholder="com.example.notes"
            value={packageId}
            onChange={(event) => setPackageId(event.currentTarget.value)}
          />
          <Select
            label="Versions"
            data={retentionClasses.map((value) => ({ value, label: classWords[value].label }))}
            value={of}
            allowDeselect={false}
            onChange={(value) => setOf((value as RetentionClass | null) ?? of)}
          />
          <DurationInput
            label="Keep"
            hours={hours}
            onChange={setHours}
            error={fieldProblem("keep_hours")}
            allowForever
          />
          <Textarea
            label="Why"
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            error={fieldProblem("reason")}
            maxLength={500}
            autosize
            minRows={2}
          />
          {problem?.status === 404 ? (
            <Text size="sm" c="red" role="alert">
              There is no app with this package id.
            </Text>
          ) : (
            problem && problem.fields.length === 0 && <ProblemAlert problem={problem} />
          )}
        </DialogForm>
      </Modal>
    </>
  );
}
