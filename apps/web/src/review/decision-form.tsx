"use client";

import { Button, Checkbox, Group, Modal, Stack, Text, Textarea, TextInput } from "@mantine/core";
import type { ReasonCode } from "@mosis/domain";
import { useRouter, useSearchParams } from "next/navigation";
import { useState } from "react";
import { ApiProblem, api } from "../http/client.ts";
import { ConfirmModal } from "../ui/confirm-modal.tsx";
import { ProblemAlert } from "../ui/problem-alert.tsx";

export interface ReasonChoice {
  code: ReasonCode;
  title: string;
  words: string;
}

interface Chosen {
  code: ReasonCode;
  path: string;
}

/** A reviewer's decision. Who is turned down reads reasons out of the catalogue, and a text. */
export function DecisionForm({
  versionId,
  choices,
  isLast,
}: {
  versionId: string;
  choices: readonly ReasonChoice[];
  /** Whether an approval decides, or another reviewer has to approve as well. */
  isLast: boolean;
}) {
  const router = useRouter();
  // Whoever looks at a file objects to that file.
  const lookedAt = useSearchParams().get("path") ?? "";
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<readonly Chosen[]>([]);
  const [choosing, setChoosing] = useState(false);
  const [rejecting, setRejecting] = useState(false);
  const [sending, setSending] = useState<"approve" | "changes" | null>(null);
  const [missing, setMissing] = useState<string | null>(null);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const reasons = chosen.map(({ code, path }) => ({ code, path: path.trim() || null }));

  async function send(what: "approve" | "changes") {
    setProblem(null);
    setMissing(what === "changes" && text.trim() === "" ? "Say what to change." : null);
    if (what === "changes" && text.trim() === "") return;
    setSending(what);
    try {
      if (what === "approve") {
        await api.post(`/api/v1/versions/${versionId}/decision`, { verdict: "approved", reason: text });
      } else {
        await api.post(`/api/v1/versions/${versionId}/changes`, { text, reasons });
      }
      setText("");
      setChosen([]);
      router.refresh();
    } catch (error) {
      setProblem(ApiProblem.from(error));
    } finally {
      setSending(null);
    }
  }

  function askToReject() {
    setProblem(null);
    if (text.trim() === "") return setMissing("Say why, so that the developer can mend it.");
    setMissing(null);
    if (chosen.length === 0) return setChoosing(true);
    setRejecting(true);
  }

  const toggle = (code: ReasonCode) =>
    setChosen((now) =>
      now.some((one) => one.code === code)
        ? now.filter((one) => one.code !== code)
        : [...now, { code, path: lookedAt }],
    );
  const titleOf = (code: ReasonCode) => choices.find((choice) => choice.code === code)?.title ?? code;

  return (
    <Stack gap="sm">
      <Textarea
        label="To the developer"
        description="Required to reject and to ask for changes."
        autosize
        minRows={3}
        maxRows={12}
        maxLength={4000}
        value={text}
        error={missing}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setMissing(null);
        }}
      />
      {chosen.length > 0 && (
        <Stack gap={6}>
          {chosen.map(({ code, path }) => (
            <TextInput
              key={code}
              size="xs"
              label={titleOf(code)}
              placeholder="File it is about, if one"
              maxLength={512}
              value={path}
              onChange={(event) => {
                const { value } = event.currentTarget;
                setChosen((now) => now.map((one) => (one.code === code ? { ...one, path: value } : one)));
              }}
            />
          ))}
        </Stack>
      )}
      <Group>
        <Button size="xs" variant="subtle" px={0} onClick={() => setChoosing(true)}>
          {chosen.length === 0 ? "Choose reasons…" : "Change reasons…"}
        </Button>
      </Group>
      {problem && <ProblemAlert problem={problem} />}
      <Group gap="xs" grow preventGrowOverflow={false}>
        <Button
          color="teal.9"
          loading={sending === "approve"}
          disabled={sending !== null && sending !== "approve"}
          onClick={() => send("approve")}
        >
          {isLast ? "Approve" : "Approve first"}
        </Button>
        <Button
          variant="default"
          loading={sending === "changes"}
          disabled={sending !== null && sending !== "changes"}
          onClick={() => send("changes")}
        >
          Ask for changes
        </Button>
        <Button color="red" variant="light" disabled={sending !== null} onClick={askToReject}>
          Reject
        </Button>
      </Group>
      <Modal opened={choosing} onClose={() => setChoosing(false)} title="Reasons" size="lg">
        <Stack gap="md">
          {choices.map(({ code, title, words }) => (
            <Checkbox
              key={code}
              label={title}
              description={words}
              checked={chosen.some((one) => one.code === code)}
              onChange={() => toggle(code)}
            />
          ))}
          <Group justify="flex-end">
            <Button onClick={() => setChoosing(false)}>Done</Button>
          </Group>
        </Stack>
      </Modal>
      <ConfirmModal
        opened={rejecting}
        onClose={() => setRejecting(false)}
        title="Reject this version?"
        keep="Not yet"
        action="Reject version"
        color="red"
        isFinal
        onConfirm={() =>
          api.post(`/api/v1/versions/${versionId}/decision`, { verdict: "rejected", reason: text, reasons })
        }
      >
        <Text size="sm">
          The developer reads your text and {chosen.map(({ code }) => `“${titleOf(code)}”`).join(", ")}. A
          rejected version never comes back: they upload a new one. To let them mend the listing or explain,
          ask for changes instead.
        </Text>
      </ConfirmModal>
    </Stack>
  );
}
