"use client";

import { Button, Modal, Text } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { api, type ReleasableJson } from "../http/client.ts";
import { useCall } from "../http/use-call.ts";
import { DialogForm } from "../ui/dialog-form.tsx";
import { ProblemAlert } from "../ui/problem-alert.tsx";
import { nameOf, othersGet } from "./release-words.ts";
import { RolloutFields, RolloutWords, useRollout } from "./rollout-fields.tsx";
import { TrackField, VersionField } from "./target-fields.tsx";
import { useChoices } from "./use-choices.ts";

interface Props {
  appId: string;
  /** Null: to be chosen. */
  version?: ReleasableJson;
  track?: string;
  /** Where to go when it has started; else the page is read anew. */
  leadsTo?: string;
}

/** A button that starts a release, by a form in a dialog. */
export function StartRelease({
  label,
  variant = "filled",
  size = "sm",
  ...props
}: Props & {
  label: string;
  variant?: "filled" | "default";
  size?: "xs" | "sm";
}) {
  const [opened, setOpened] = useState(false);
  const title = props.version ? `Release ${nameOf({ version: props.version })}` : "Start a release";
  return (
    <>
      <Button variant={variant} size={size} onClick={() => setOpened(true)}>
        {label}
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title={title} size="lg" centered>
        <StartForm {...props} onClose={() => setOpened(false)} />
      </Modal>
    </>
  );
}

function StartForm({ appId, version, track = "stable", leadsTo, onClose }: Props & { onClose: () => void }) {
  const router = useRouter();
  const [search, setSearch] = useState("");
  const [chosen, setChosen] = useState(version ?? null);
  const [missing, setMissing] = useState(false);
  const [trackName, setTrackName] = useState(track);
  const choices = useChoices(appId, search);
  const { read, ...rollout } = useRollout();
  const { sending, problem, run } = useCall();
  const failure = problem ?? choices.problem;
  const base = choices.tracks?.find(({ name }) => name === trackName)?.base ?? null;

  async function start() {
    const how = read();
    setMissing(!chosen);
    if (!how || !chosen) return;
    await run(async () => {
      await api.post(`/api/v1/apps/${appId}/releases`, { version_id: chosen.id, track: trackName, ...how });
      onClose();
      if (leadsTo) router.push(leadsTo);
      router.refresh();
    });
  }

  if (!version && choices.versions?.length === 0 && search === "") {
    return (
      <Text pb="sm">
        No version of this app is published yet. Publish one first; then it can be released.
      </Text>
    );
  }
  return (
    <DialogForm
      action={rollout.draft.when === "later" ? "Schedule" : "Start release"}
      sending={sending}
      onSubmit={start}
      onClose={onClose}
    >
      {!version && (
        <VersionField
          versions={choices.versions}
          value={chosen}
          onChange={setChosen}
          onSearch={setSearch}
          error={missing && !chosen ? "Choose a version." : null}
        />
      )}
      <TrackField tracks={choices.tracks} value={trackName} onChange={setTrackName} />
      <RolloutFields {...rollout} />
      {chosen && (
        <RolloutWords draft={rollout.draft} what={nameOf({ version: chosen })} others={othersGet(base)} />
      )}
      {failure && <ProblemAlert problem={failure} />}
    </DialogForm>
  );
}
