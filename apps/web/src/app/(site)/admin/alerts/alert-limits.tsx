"use client";

import { Button, Modal, NumberInput, Switch } from "@mantine/core";
import type { AlertLimits, AlertName } from "@mosis/domain";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { api } from "@/http/client.ts";
import { useCall } from "@/http/use-call.ts";
import { DialogForm } from "@/ui/dialog-form.tsx";
import { ProblemAlert } from "@/ui/problem-alert.tsx";

interface Shown {
  name: AlertName;
  title: string;
  unit: "share" | "seconds" | "count";
  limits: AlertLimits;
}

/** How a limit is typed: shares in percent, ages in minutes. */
const typed = {
  share: { suffix: " %", factor: 100 },
  seconds: { suffix: " min", factor: 1 / 60 },
  count: { suffix: "", factor: 1 },
} as const;

export function AlertLimitsButton(shown: Shown) {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button
        variant="default"
        size="xs"
        flex="none"
        aria-label={`Change limits: ${shown.title}`}
        onClick={() => setOpened(true)}
      >
        Change
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title={shown.title} centered>
        <LimitsForm {...shown} onClose={() => setOpened(false)} />
      </Modal>
    </>
  );
}

function LimitsForm({ name, unit, limits, onClose }: Shown & { onClose: () => void }) {
  const router = useRouter();
  const { suffix, factor } = typed[unit];
  const [above, setAbove] = useState<number | string>(Number((limits.above * factor).toFixed(6)));
  const [minutes, setMinutes] = useState<number | string>(limits.forSeconds / 60);
  const [isMuted, setMuted] = useState(limits.isMuted);
  const { sending, problem, run } = useCall();
  const save = () =>
    run(async () => {
      await api.put(`/api/v1/admin/alerts/${name}`, {
        above: Number(above) / factor,
        for_seconds: Math.round(Number(minutes) * 60),
        muted: isMuted,
      });
      onClose();
      router.refresh();
    });
  return (
    <DialogForm action="Save" keep="Leave it" sending={sending} onSubmit={save} onClose={onClose}>
      <NumberInput
        label="Fires above"
        min={0}
        suffix={suffix}
        value={above}
        onChange={setAbove}
        data-autofocus
      />
      <NumberInput
        label="When that lasts for"
        description="0 fires at the first look."
        min={0}
        max={1440}
        suffix=" min"
        value={minutes}
        onChange={setMinutes}
      />
      <Switch
        label="Muted"
        description="It is looked at and shown here, and nobody is told."
        checked={isMuted}
        onChange={(event) => setMuted(event.currentTarget.checked)}
      />
      {problem && <ProblemAlert problem={problem} />}
    </DialogForm>
  );
}
