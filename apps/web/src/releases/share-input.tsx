"use client";

import { Button, Group, NumberInput, Stack } from "@mantine/core";
import { allDevices } from "@mosis/domain";
import { formatShare, shareOf, sharePresets } from "./share.ts";

/** A share of devices: one of those that are usual, or any to a hundredth of a percent. */
export function ShareInput({
  label,
  percent,
  onChange,
  above = 0,
  error,
}: {
  label: string;
  /** As it is typed, in percent. */
  percent: string | number;
  onChange: (percent: string | number) => void;
  /** Only larger shares are offered, in hundredths of a percent. */
  above?: number;
  error?: string | null;
}) {
  const chosen = shareOf(percent);
  return (
    <Stack gap="xs">
      <NumberInput
        label={label}
        value={percent}
        onChange={onChange}
        suffix=" %"
        decimalScale={2}
        min={(above + 1) / 100}
        max={100}
        step={1}
        allowNegative={false}
        clampBehavior="none"
        styles={{ wrapper: { maxWidth: 180 } }}
        error={error}
      />
      <Group gap={6} role="group" aria-label="Usual shares">
        {sharePresets
          .filter((share) => share > above)
          .map((share) => (
            <Button
              key={share}
              size="compact-sm"
              variant={share === chosen ? "filled" : "default"}
              aria-pressed={share === chosen}
              onClick={() => onChange(share / 100)}
            >
              {share === allDevices ? "All devices" : formatShare(share)}
            </Button>
          ))}
      </Group>
    </Stack>
  );
}
