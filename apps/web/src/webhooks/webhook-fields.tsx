"use client";

import { Checkbox, Stack, TextInput } from "@mantine/core";

export interface WebhookValues {
  name: string;
  url: string;
  kinds: string[];
}

export interface KindOption {
  value: string;
  label: string;
}

/** What a webhook is: its name, where it leads, and what is sent. */
export function WebhookFields({
  values,
  onChange,
  kinds,
  errorOf,
}: {
  values: WebhookValues;
  onChange: (values: WebhookValues) => void;
  kinds: readonly KindOption[];
  errorOf: (path: string) => string | undefined;
}) {
  return (
    <Stack gap="md">
      <TextInput
        label="Name"
        placeholder="Release bot"
        maxLength={60}
        autoComplete="off"
        data-autofocus
        value={values.name}
        onChange={(event) => onChange({ ...values, name: event.currentTarget.value })}
        error={errorOf("name")}
      />
      <TextInput
        label="Address"
        placeholder="https://example.com/hooks/mosis"
        type="url"
        maxLength={2000}
        autoComplete="off"
        value={values.url}
        onChange={(event) => onChange({ ...values, url: event.currentTarget.value })}
        error={errorOf("url")}
      />
      <Checkbox.Group
        label="What is sent"
        value={values.kinds}
        onChange={(chosen) => onChange({ ...values, kinds: chosen })}
        error={errorOf("kinds")}
      >
        <Stack gap={6} mt={6}>
          {kinds.map(({ value, label }) => (
            <Checkbox key={value} value={value} label={label} />
          ))}
        </Stack>
      </Checkbox.Group>
    </Stack>
  );
}
