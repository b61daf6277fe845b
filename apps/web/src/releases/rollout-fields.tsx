"use client";

import { Checkbox, Group, NumberInput, Radio, Stack, Text, TextInput } from "@mantine/core";
import { allDevices, defaultHaltThreshold } from "@mosis/domain";
import { useState } from "react";
import { formatHours, formatShare, hoursToAll, shareOf } from "./share.ts";
import { ShareInput } from "./share-input.tsx";

/** How a release goes out, as somebody fills it in. */
export interface RolloutDraft {
  percent: string | number;
  when: "now" | "later";
  /** As the browser's field has it: local time. */
  startsAt: string;
  grows: boolean;
  stepPercent: string | number;
  everyHours: string | number;
  haltPercent: string | number;
}

const empty: RolloutDraft = {
  percent: 10,
  when: "now",
  startsAt: "",
  grows: false,
  stepPercent: 10,
  everyHours: 24,
  haltPercent: defaultHaltThreshold / 100,
};

export type RolloutErrors = Partial<
  Record<"percent" | "startsAt" | "stepPercent" | "everyHours" | "haltPercent", string>
>;

/** The draft as the API takes it, or what is wrong with it. */
export function readRollout(draft: RolloutDraft, now: Date) {
  const errors: RolloutErrors = {};
  const share = shareOf(draft.percent);
  if (share === null) errors.percent = "Give a share from 0.01 to 100 %.";
  const starts = draft.when === "later" ? new Date(draft.startsAt) : null;
  if (starts && !(starts > now)) errors.startsAt = "Choose a time that is still to come.";
  const grows = draft.grows && share !== allDevices;
  const step = grows ? shareOf(draft.stepPercent) : null;
  if (grows && step === null) errors.stepPercent = "Give a step from 0.01 to 100 %.";
  const hours = Number(draft.everyHours);
  if (grows && !(Number.isInteger(hours) && hours >= 1 && hours <= 720))
    errors.everyHours = "Give 1 to 720 hours.";
  const halt = shareOf(draft.haltPercent);
  if (halt === null) errors.haltPercent = "Give a share from 0.01 to 100 %.";
  if (share === null || halt === null || Object.keys(errors).length > 0) return { errors, rollout: null };
  const rollout = {
    basis_points: share,
    starts_at: starts?.toISOString() ?? null,
    ramp: step === null ? null : { step_basis_points: step, every_hours: hours },
    halt_threshold: halt,
  };
  return { errors, rollout };
}

export function useRollout() {
  const [draft, setDraft] = useState(empty);
  const [tried, setTried] = useState(false);
  const errors = tried ? readRollout(draft, new Date()).errors : {};
  return {
    draft,
    errors,
    set: (fields: Partial<RolloutDraft>) => setDraft((before) => ({ ...before, ...fields })),
    /** The rollout as it is to be sent; null when something has to be corrected, which is said from then on. */
    read() {
      setTried(true);
      return readRollout(draft, new Date()).rollout;
    },
  };
}

/** To how many, when, how it grows, and when it pauses by itself. */
export function RolloutFields({ draft, errors, set }: Omit<ReturnType<typeof useRollout>, "read">) {
  const toAll = shareOf(draft.percent) === allDevices;
  return (
    <Stack gap="md">
      <ShareInput
        label="Share of the track's devices"
        percent={draft.percent}
        onChange={(percent) => set({ percent })}
        error={errors.percent ?? null}
      />
      <Radio.Group
        label="Begins"
        value={draft.when}
        onChange={(when) => set({ when: when === "later" ? "later" : "now" })}
      >
        <Group gap="lg" mt={6}>
          <Radio value="now" label="At once" />
          <Radio value="later" label="At a time" />
        </Group>
      </Radio.Group>
      {draft.when === "later" && (
        <TextInput
          type="datetime-local"
          label="Begins at"
          description="In your own time zone."
          value={draft.startsAt}
          onChange={(event) => set({ startsAt: event.currentTarget.value })}
          error={errors.startsAt}
          maw={260}
        />
      )}
      {!toAll && (
        <Stack gap="xs">
          <Checkbox
            label="Grow by itself"
            description="Until every device of the track has been given it and it is complete."
            checked={draft.grows}
            onChange={(event) => set({ grows: event.currentTarget.checked })}
          />
          {draft.grows && (
            <Group gap="sm" align="flex-start" pl={28}>
              <NumberInput
                label="By"
                suffix=" %"
                decimalScale={2}
                min={0.01}
                max={100}
                clampBehavior="none"
                w={120}
                value={draft.stepPercent}
                onChange={(stepPercent) => set({ stepPercent })}
                error={errors.stepPercent}
              />
              <NumberInput
                label="Every"
                suffix=" h"
                min={1}
                max={720}
                clampBehavior="none"
                allowDecimal={false}
                w={120}
                value={draft.everyHours}
                onChange={(everyHours) => set({ everyHours })}
                error={errors.everyHours}
              />
            </Group>
          )}
        </Stack>
      )}
      {!toAll && (
        <NumberInput
          label="Pause by itself when more than this fail to install it"
          suffix=" %"
          decimalScale={2}
          min={0.01}
          max={100}
          clampBehavior="none"
          styles={{ wrapper: { maxWidth: 180 } }}
          value={draft.haltPercent}
          onChange={(haltPercent) => set({ haltPercent })}
          error={errors.haltPercent}
        />
      )}
    </Stack>
  );
}

/** What a rollout means for devices, in a sentence or two. */
export function RolloutWords({ draft, what, others }: { draft: RolloutDraft; what: string; others: string }) {
  const { rollout } = readRollout(draft, new Date());
  if (!rollout) return null;
  const { basis_points, ramp, starts_at } = rollout;
  const when = starts_at
    ? `From ${new Date(starts_at).toLocaleString("en", { dateStyle: "medium", timeStyle: "short" })} on`
    : "Within seconds";
  const who =
    basis_points === allDevices
      ? "every device"
      : `${formatShare(basis_points)} of the devices, always the same ones,`;
  const growth =
    ramp &&
    ` It reaches all of them after ${formatHours(
      hoursToAll(basis_points, { stepBasisPoints: ramp.step_basis_points, everyHours: ramp.every_hours }),
    )}, unless it pauses.`;
  return (
    <Text size="sm" c="dimmed">
      {when}, {who} {basis_points === allDevices ? "gets" : "get"} {what}
      {basis_points === allDevices ? "." : `; ${others}.`}
      {growth}
    </Text>
  );
}
