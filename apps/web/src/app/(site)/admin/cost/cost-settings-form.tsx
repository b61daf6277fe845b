"use client";

import { Button, Group, NativeSelect, NumberInput, Stack, Switch, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { CostSettings } from "@mosis/domain";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { api } from "@/http/client.ts";
import { useCall } from "@/http/use-call.ts";
import { ProblemAlert } from "@/ui/problem-alert.tsx";
import { Section } from "@/ui/section.tsx";

interface Option {
  value: string;
  label: string;
  source: string;
}

/** By which prices the store's own month is estimated, and what it may cost. */
export function CostSettingsForm({ settings, lists }: { settings: CostSettings; lists: readonly Option[] }) {
  const router = useRouter();
  const { sending, problem, run } = useCall();
  const [saved, setSaved] = useState(false);
  const form = useForm({
    initialValues: {
      priceList: settings.priceList as string,
      freeAllowance: settings.freeAllowance,
      dollars: settings.monthlyBudget === null ? "" : settings.monthlyBudget / 1_000_000,
    } as { priceList: string; freeAllowance: boolean; dollars: number | string },
    onValuesChange: () => setSaved(false),
  });
  const source = lists.find(({ value }) => value === form.values.priceList)?.source;

  const save = () =>
    run(async () => {
      const { priceList, freeAllowance, dollars } = form.values;
      await api.patch("/api/v1/admin/cost/settings", {
        price_list: priceList,
        free_allowance: freeAllowance,
        monthly_budget_micro_dollars: dollars === "" ? null : Math.round(Number(dollars) * 1_000_000),
      });
      form.resetDirty();
      setSaved(true);
      router.refresh();
    });

  return (
    <Section title="Prices and budget">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Stack gap="md" px="lg" pb="lg" maw={520}>
          <NativeSelect
            label="This store's prices"
            description={source}
            data={lists.map(({ value, label }) => ({ value, label }))}
            {...form.getInputProps("priceList")}
          />
          <Switch
            label="Take off what the provider gives for nothing"
            {...form.getInputProps("freeAllowance", { type: "checkbox" })}
          />
          <NumberInput
            label="Budget a month"
            description="In dollars. From 80 % on, this page and Storage say so. Empty: no budget."
            prefix="$"
            min={0.01}
            max={1_000_000}
            decimalScale={2}
            thousandSeparator=","
            {...form.getInputProps("dollars")}
          />
          {problem && <ProblemAlert problem={problem} />}
          <Group gap="sm">
            <Button type="submit" loading={sending} disabled={!form.isDirty()}>
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
