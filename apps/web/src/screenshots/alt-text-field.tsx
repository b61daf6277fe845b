"use client";

import { Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { api, type ScreenshotJson } from "../http/client.ts";
import { useCall } from "../http/use-call.ts";

/** What a screenshot shows, in words; saved when the field is left or Enter is pressed. */
export function AltTextField({
  screenshot,
  onSaved,
}: {
  screenshot: ScreenshotJson;
  onSaved: (screenshot: ScreenshotJson) => void;
}) {
  const [text, setText] = useState(screenshot.alt_text);
  const [isSaved, setSaved] = useState(false);
  const { sending, problem, run } = useCall();

  const save = () => {
    if (sending || text.trim() === screenshot.alt_text) return;
    void run(async () => {
      const saved = await api.patch<ScreenshotJson>(`/api/v1/screenshots/${screenshot.id}`, {
        alt_text: text,
      });
      setSaved(true);
      onSaved(saved);
    });
  };

  return (
    <div>
      <TextInput
        label="What it shows"
        placeholder="For people who cannot see it"
        size="xs"
        maxLength={200}
        value={text}
        error={problem && (problem.fields[0]?.message ?? problem.message)}
        onChange={({ currentTarget }) => {
          setText(currentTarget.value);
          setSaved(false);
        }}
        onBlur={save}
        onKeyDown={({ key }) => key === "Enter" && save()}
      />
      <Text size="xs" c="dimmed" role="status" mih={18}>
        {isSaved && "Saved."}
      </Text>
    </div>
  );
}
