"use client";

import { Button, Grid, GridCol, Group, Paper, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { ApiProblem, api } from "@/http/client.ts";
import { ProblemAlert } from "@/ui/problem-alert.tsx";
import { type Listing, ListingFields } from "./listing-fields.tsx";
import { ListingPreview } from "./listing-preview.tsx";

export function NewAppForm() {
  const router = useRouter();
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const identity = useForm({ initialValues: { package_id: "" } });
  const listing = useForm<Listing>({
    initialValues: { name: "", summary: "", description: "", category: null },
  });

  async function create() {
    setSending(true);
    setProblem(null);
    try {
      const app = await api.post<{ package_id: string }>("/api/v1/apps", {
        ...identity.values,
        ...listing.values,
      });
      router.push(`/console/apps/${app.package_id}`);
    } catch (error) {
      const problem = ApiProblem.from(error);
      const messages = Object.fromEntries(problem.fields.map(({ path, message }) => [path, message]));
      if (problem.code === "package_id_taken") messages.package_id = problem.message;
      identity.setErrors(messages);
      listing.setErrors(messages);
      if (Object.keys(messages).length === 0) setProblem(problem);
      setSending(false);
    }
  }

  return (
    <Grid gap="lg" align="flex-start">
      <GridCol span={{ base: 12, md: 7 }}>
        <Paper
          withBorder
          p="lg"
          component="form"
          noValidate
          onSubmit={(event: FormEvent) => {
            event.preventDefault();
            void create();
          }}
        >
          <Stack gap="md">
            <TextInput
              label="Package ID"
              description="A domain of yours in reverse, then a name; the same as in every manifest. It can never be changed."
              placeholder="com.example.notes"
              maxLength={128}
              autoCapitalize="off"
              autoCorrect="off"
              spellCheck={false}
              {...identity.getInputProps("package_id")}
            />
            <ListingFields form={listing} />
            {problem && <ProblemAlert problem={problem} />}
            <Group>
              <Button type="submit" loading={sending}>
                Create app
              </Button>
            </Group>
          </Stack>
        </Paper>
      </GridCol>
      <GridCol span={{ base: 12, md: 5 }}>
        <ListingPreview listing={listing.values} />
      </GridCol>
    </Grid>
  );
}
