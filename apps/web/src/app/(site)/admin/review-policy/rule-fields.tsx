"use client";

import { ActionIcon, Checkbox, Group, NumberInput, Stack, Switch, TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import type { ReviewRulesJson } from "@/http/present-reviews.ts";
import classes from "./review-policy.module.css";

export type RuleJson = ReviewRulesJson["rules"][number];

const conditions = [
  ["no_new_permission", "It asks for no new permission"],
  ["no_new_finding", "The checks found nothing new"],
  ["not_first", "It is not the app's first version"],
  ["trusted", "The developer is trusted"],
] as const;

/** One rule: its name, whether it counts, and its conditions, all of which have to hold. */
export function RuleFields({
  rule,
  error,
  onChange,
  onRemove,
}: {
  rule: RuleJson;
  error: string | null;
  onChange: (rule: RuleJson) => void;
  onRemove: () => void;
}) {
  return (
    <fieldset className={classes.rule}>
      <legend className={classes.legend}>Rule</legend>
      <Group align="flex-end" gap="md" wrap="nowrap">
        <TextInput
          label="Name"
          description="Stands beside every decision it makes."
          flex={1}
          maxLength={60}
          value={rule.name}
          error={error}
          onChange={(event) => onChange({ ...rule, name: event.currentTarget.value })}
        />
        <Switch
          label="On"
          mb={8}
          checked={rule.on}
          onChange={(event) => onChange({ ...rule, on: event.currentTarget.checked })}
        />
        <ActionIcon variant="subtle" color="red" mb={4} aria-label={`Remove ${rule.name}`} onClick={onRemove}>
          <IconTrash size={18} />
        </ActionIcon>
      </Group>
      <Stack gap={8} mt="md">
        {conditions.map(([name, label]) => (
          <Checkbox
            key={name}
            label={label}
            checked={rule[name]}
            onChange={(event) => onChange({ ...rule, [name]: event.currentTarget.checked })}
          />
        ))}
        <Group gap="xs">
          <Checkbox
            label="Its size changed by at most"
            checked={rule.most_size_change_percent !== null}
            onChange={(event) =>
              onChange({ ...rule, most_size_change_percent: event.currentTarget.checked ? 25 : null })
            }
          />
          {rule.most_size_change_percent !== null && (
            <NumberInput
              aria-label="Percent"
              suffix=" %"
              size="xs"
              w={90}
              min={0}
              max={1000}
              allowDecimal={false}
              value={rule.most_size_change_percent}
              onChange={(value) => onChange({ ...rule, most_size_change_percent: Number(value) })}
            />
          )}
        </Group>
      </Stack>
    </fieldset>
  );
}
