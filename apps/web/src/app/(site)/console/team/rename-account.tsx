"use client";

import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ApiProblem, api } from "@/http/client.ts";
import { useCall } from "@/http/use-call.ts";
import { ProblemAlert } from "@/ui/problem-alert.tsx";

/** The name under which visitors see the account's apps. */
export function RenameAccount({ name }: { name: string }) {
  const router = useRouter();
  const { sending, problem, run } = useCall();
  const [saved, setSaved] = useState(false);
  const form = useForm({ initialValues: { name }, onValuesChange: () => setSaved(false) });
  const save = () =>
    run(async () => {
      try {
        await api.patch("/api/v1/team", form.values);
      } catch (error) {
        const { fields } = ApiProblem.from(error);
        if (fields.length === 0) throw error;
        return form.setErrors(Object.fromEntries(fields.map(({ path, message }) => [path, message])));
      }
      form.resetDirty();
      setSaved(true);
      router.refresh();
    });
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Stack gap="md" px="lg" pb="lg" maw={520}>
        <TextInput
          label="Name"
          description="Visitors of the catalog see it beside your apps."
          maxLength={60}
          autoComplete="off"
          {...form.getInputProps("name")}
        />
        {problem && <ProblemAlert problem={problem} />}
        <Group gap="sm">
          <Button type="submit" variant="default" loading={sending} disabled={!form.isDirty()}>
            Rename
          </Button>
          <Text size="sm" c="dimmed" role="status">
            {saved && "Renamed."}
          </Text>
        </Group>
      </Stack>
    </form>
  );
}
