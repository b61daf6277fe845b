"use client";

import { Button, Group, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ApiProblem, api } from "@/http/client.ts";
import { ProblemAlert } from "@/ui/problem-alert.tsx";
import { type Listing, ListingFields } from "./listing-fields.tsx";

export function ListingForm({ appId, listing }: { appId: string; listing: Listing }) {
  const router = useRouter();
  const [state, setState] = useState<"resting" | "sending" | "saved">("resting");
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const form = useForm<Listing>({ initialValues: listing, onValuesChange: () => setState("resting") });

  async function save() {
    setState("sending");
    setProblem(null);
    try {
      await api.patch(`/api/v1/apps/${appId}`, form.values);
      form.resetDirty();
      setState("saved");
      router.refresh();
    } catch (error) {
      const problem = ApiProblem.from(error);
      form.setErrors(Object.fromEntries(problem.fields.map(({ path, message }) => [path, message])));
      if (problem.fields.length === 0) setProblem(problem);
      setState("resting");
    }
  }

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Stack gap="md">
        <ListingFields form={form} />
        {problem && <ProblemAlert problem={problem} />}
        <Group gap="sm">
          <Button type="submit" loading={state === "sending"} disabled={!form.isDirty()}>
            Save
          </Button>
          <Text size="sm" c="dimmed" role="status">
            {state === "saved" && "Saved."}
          </Text>
        </Group>
      </Stack>
    </form>
  );
}
