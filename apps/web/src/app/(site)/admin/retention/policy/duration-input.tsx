"use client";

import { Group, NumberInput, Select } from "@mantine/core";
import { type ReactNode, useState } from "react";

const units = [
  { value: "1", label: "hours" },
  { value: "24", label: "days" },
  { value: "forever", label: "for ever" },
];

/** Whole hours, typed as hours or days; null for ever, where that is allowed. */
export function DurationInput(props: {
  label: string;
  hours: number | null;
  onChange: (hours: number | null) => void;
  error?: ReactNode;
  allowForever?: boolean;
}) {
  const { label, hours, onChange, error, allowForever } = props;
  const [inDays, setInDays] = useState(hours !== null && hours % 24 === 0);
  const unit = inDays ? 24 : 1;
  return (
    <Group gap={4} align="flex-end" wrap="nowrap">
      <NumberInput
        label={label}
        value={hours === null ? "" : hours / unit}
        onChange={(value) => value !== "" && onChange(Math.round(Number(value) * unit))}
        disabled={hours === null}
        min={0}
        allowDecimal={false}
        thousandSeparator=","
        error={error}
        w={96}
      />
      <Select
        aria-label={`${label}: unit`}
        data={allowForever ? units : units.slice(0, 2)}
        value={hours === null ? "forever" : String(unit)}
        allowDeselect={false}
        onChange={(value) => {
          if (value === "forever") return onChange(null);
          setInDays(value === "24");
          const kept = hours === null ? 30 * 24 : hours;
          onChange(value === "24" ? Math.max(1, Math.round(kept / 24)) * 24 : kept);
        }}
        w={104}
      />
    </Group>
  );
}
