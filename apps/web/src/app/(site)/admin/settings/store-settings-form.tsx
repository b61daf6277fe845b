"use client";

import { Button, Group, NumberInput, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { StoreSettings } from "@mosis/domain";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { api } from "@/http/client.ts";
import { useCall } from "@/http/use-call.ts";
import { ProblemAlert } from "@/ui/problem-alert.tsx";
import { Section } from "@/ui/section.tsx";

/** What holds for every app of the store. */
export function StoreSettingsForm({
  settings,
  mostScreenshots,
}: {
  settings: StoreSettings;
  mostScreenshots: number;
}) {
  const router = useRouter();
  const { sending, problem, run } = useCall();
  const [saved, setSaved] = useState(false);
  const form = useForm({
    initialValues: { requiredScreenshots: settings.requiredScreenshots } as {
      requiredScreenshots: number | string;
    },
    onValuesChange: () => setSaved(false),
  });

  const save = () =>
    run(async () => {
      const { requiredScreenshots } = form.values;
      await api.patch("/api/v1/admin/settings", { required_screenshots: Number(requiredScreenshots) });
      form.resetDirty();
      setSaved(true);
      router.refresh();
    });

  return (
    <Section title="Listings">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Stack gap="md" px="lg" pb="lg" maw={520}>
          <NumberInput
            label="Screenshots an app needs"
            description={`0 to ${mostScreenshots}. A version of an app with fewer cannot be submitted. What is in review or published is not affected.`}
            min={0}
            max={mostScreenshots}
            allowDecimal={false}
            {...form.getInputProps("requiredScreenshots")}
          />
          {problem && <ProblemAlert problem={problem} />}
          <Group gap="sm">
            <Button
              type="submit"
              loading={sending}
              disabled={!form.isDirty() || form.values.requiredScreenshots === ""}
            >
              Save
            </Button>
            <Text size="sm" c="dimmed" role="status">
              {saved && "Saved."}
            </Text>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
