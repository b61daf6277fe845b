"use client";

import { Button, Grid, GridCol, Group, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { ApiProblem, api } from "@/http/client.ts";
import { ProblemAlert } from "@/ui/problem-alert.tsx";
import { Section } from "@/ui/section.tsx";
import { type Listing, ListingFields } from "./listing-fields.tsx";
import { ListingPreview } from "./listing-preview.tsx";

/** The words of a listing, the card they make, and what stands beside them. */
export function ListingForm({
  app,
  listing,
  children,
}: {
  app: { id: string; icon: { contentHash: string } | null };
  listing: Listing;
  children: ReactNode;
}) {
  const router = useRouter();
  const [state, setState] = useState<"resting" | "sending" | "saved">("resting");
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const form = useForm<Listing>({ initialValues: listing, onValuesChange: () => setState("resting") });

  async function save() {
    setState("sending");
    setProblem(null);
    try {
      await api.patch(`/api/v1/apps/${app.id}`, form.values);
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
    <Grid gap="lg" align="flex-start">
      <GridCol span={{ base: 12, md: 7 }}>
        <Section title="Details">
          <form
            noValidate
            onSubmit={(event) => {
              event.preventDefault();
              void save();
            }}
          >
            <Stack gap="md" px="lg" pb="lg">
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
        </Section>
      </GridCol>
      <GridCol span={{ base: 12, md: 5 }}>
        <Stack gap="lg">
          {children}
          <ListingPreview listing={form.values} app={app} />
        </Stack>
      </GridCol>
    </Grid>
  );
}
