"use client";

import { Button, Modal, Text, Textarea, TextInput } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ApiProblem, api } from "../http/client.ts";
import { useCall } from "../http/use-call.ts";
import { DialogForm } from "../ui/dialog-form.tsx";
import { ProblemAlert } from "../ui/problem-alert.tsx";
import { hashName, readDeviceNames } from "./read-device-names.ts";

/** One request holds 64 KB. */
const atOnce = 250;

/** A button that lets devices see a track. Their names are hashed here and stay here. */
export function AddTrackDevices({ trackId, trackName }: { trackId: string; trackName: string }) {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button onClick={() => setOpened(true)}>Add devices</Button>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={`Add devices to ${trackName}`}
        size="lg"
        centered
      >
        <AddForm trackId={trackId} onClose={() => setOpened(false)} />
      </Modal>
    </>
  );
}

function AddForm({ trackId, onClose }: { trackId: string; onClose: () => void }) {
  const router = useRouter();
  const [names, setNames] = useState("");
  const [label, setLabel] = useState("");
  const [missing, setMissing] = useState<string | null>(null);
  const { sending, problem, run } = useCall();

  async function add() {
    const read = readDeviceNames(names, label);
    setMissing(read.problem);
    if (read.problem) return;
    await run(async () => {
      if (!globalThis.crypto?.subtle) {
        const detail = "This browser hashes nothing on an insecure page. Open the portal over HTTPS.";
        throw new ApiProblem({ code: "client_error", detail });
      }
      const devices = await Promise.all(
        read.devices.map(async (one) => ({ name_sha256: await hashName(one.name), label: one.label })),
      );
      for (let from = 0; from < devices.length; from += atOnce)
        await api.post(`/api/v1/tracks/${trackId}/devices`, { devices: devices.slice(from, from + atOnce) });
      onClose();
      router.refresh();
    });
  }

  return (
    <DialogForm action="Add devices" sending={sending} onSubmit={add} onClose={onClose}>
      <Textarea
        label="Names of devices"
        description="One a line, exactly as the device gives it; after a comma, whose it is if you like."
        placeholder={"living-room-tv\nlab-07, Ada's desk"}
        autosize
        minRows={4}
        maxRows={14}
        ff="monospace"
        spellCheck={false}
        data-autofocus
        value={names}
        onChange={(event) => setNames(event.currentTarget.value)}
        error={missing}
      />
      <TextInput
        label="Whose they are"
        description="For lines that do not say so themselves."
        maxLength={80}
        value={label}
        onChange={(event) => setLabel(event.currentTarget.value)}
      />
      <Text size="sm" c="dimmed">
        Your browser makes a SHA-256 of each name and sends that: the names stay with you. A device that is
        listed already gets the new label.
      </Text>
      {problem && <ProblemAlert problem={problem} />}
    </DialogForm>
  );
}
