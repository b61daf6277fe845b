"use client";

import { Button, Group, Text } from "@mantine/core";
import { allDevices } from "@mosis/domain";
import { type ReactNode, useState } from "react";
import { api, type ReleaseOnTrackJson, type TrackJson } from "../http/client.ts";
import { ConfirmModal } from "../ui/confirm-modal.tsx";
import { RaiseModal } from "./raise-modal.tsx";
import { nameOf, othersGet, rollBackWords } from "./release-words.ts";
import { formatShare } from "./share.ts";

type Step = "raise" | "pause" | "resume" | "complete" | "roll-back" | "cancel";

interface Question {
  label: string;
  title: (name: string) => string;
  words: (release: ReleaseOnTrackJson, track: TrackJson) => ReactNode;
  color?: string;
}

/** What each step asks before it is done: what devices will get. */
const questions: Record<Exclude<Step, "raise">, Question> = {
  pause: {
    label: "Pause",
    title: (name) => `Pause ${name}?`,
    words: (release, { base }) =>
      `From now on no device is offered it: ${othersGet(base)}. Devices that have it keep it. You can resume at ${formatShare(
        release.basis_points,
      )} at any time.`,
  },
  resume: {
    label: "Resume",
    title: (name) => `Resume ${name}?`,
    words: (release) =>
      `The same ${formatShare(release.basis_points)} of the devices get it again.${
        release.paused_for === "failures"
          ? " What was reported up to now is not counted any more: it pauses again when at least 20 devices have reported anew and too many of them fail."
          : ""
      }`,
  },
  complete: {
    label: "Complete",
    title: (name) => `Give ${name} to every device?`,
    words: (release, { name, base }) =>
      `Every device on ${name} gets ${nameOf(release)} within seconds${
        base ? `, in place of ${nameOf(base)}` : ""
      }. It does not pause by itself any more; you can still roll it back.`,
  },
  "roll-back": {
    label: "Roll back",
    title: (name) => `Roll ${name} back?`,
    words: rollBackWords,
    color: "red",
  },
  cancel: {
    label: "Cancel",
    title: (name) => `Cancel the release of ${name}?`,
    words: (release) =>
      `It does not begin, and devices get what they get now.${
        release.group_id ? " What was to begin together with it is cancelled as well." : ""
      }`,
    color: "red",
  },
};

const stepsOf: Partial<Record<ReleaseOnTrackJson["status"], readonly Step[]>> = {
  scheduled: ["cancel"],
  rolling: ["raise", "complete", "pause", "roll-back"],
  paused: ["resume", "complete", "roll-back"],
  complete: ["roll-back"],
};

/** What can be done with a release on its track. Each button asks first, and says what devices will get. */
export function ReleaseActions({
  release,
  track,
  quiet = false,
}: {
  release: ReleaseOnTrackJson;
  track: TrackJson;
  /** Beside something that is more likely to be done. */
  quiet?: boolean;
}) {
  // What is asked stays as it is while the dialog closes, though the release has moved on.
  const [asked, setAsked] = useState<{ step: Step; release: ReleaseOnTrackJson; track: TrackJson } | null>(
    null,
  );
  const [opened, setOpened] = useState(false);
  const close = () => setOpened(false);

  function ask(step: Step) {
    setAsked({ step, release, track });
    setOpened(true);
  }

  const question = asked && asked.step !== "raise" ? questions[asked.step] : null;
  return (
    <>
      <Group gap="xs">
        {(stepsOf[release.status] ?? []).map((step) => {
          if (step === "raise" && release.basis_points === allDevices) return null;
          const isMain = step === "raise" || (step === "resume" && release.paused_for === "person");
          return (
            <Button
              key={step}
              size="xs"
              variant={isMain ? "filled" : "default"}
              {...(step === "roll-back" && { color: "red", variant: quiet ? "subtle" : "light" })}
              onClick={() => ask(step)}
            >
              {step === "raise" ? "Raise" : questions[step].label}
            </Button>
          );
        })}
      </Group>
      {asked?.step === "raise" && (
        <RaiseModal opened={opened} onClose={close} release={asked.release} track={asked.track} />
      )}
      {asked && question && (
        <ConfirmModal
          opened={opened}
          onClose={close}
          title={question.title(nameOf(asked.release))}
          keep="Not now"
          action={asked.step === "cancel" ? "Cancel release" : question.label}
          {...(question.color && { color: question.color, isFinal: true })}
          onConfirm={() => api.post(`/api/v1/releases/${asked.release.id}/${asked.step}`, {})}
        >
          <Text size="sm">{question.words(asked.release, asked.track)}</Text>
        </ConfirmModal>
      )}
    </>
  );
}
