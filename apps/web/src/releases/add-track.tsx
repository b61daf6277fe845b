"use client";

import { Button, Modal, Radio, Stack, TextInput } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { api } from "../http/client.ts";
import { useCall } from "../http/use-call.ts";
import { DialogForm } from "../ui/dialog-form.tsx";
import { ProblemAlert } from "../ui/problem-alert.tsx";

/** A button that adds a track of one's own. */
export function AddTrack({ appId }: { appId: string }) {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button variant="default" onClick={() => setOpened(true)}>
        Add track
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title="Add a track" centered>
        <AddForm appId={appId} onClose={() => setOpened(false)} />
      </Modal>
    </>
  );
}

function AddForm({ appId, onClose }: { appId: string; onClose: () => void }) {
  const router = useRouter();
  const [name, setName] = useState("");
  const [audience, setAudience] = useState("listed");
  const { sending, problem, run } = useCall();
  const ofName = problem?.fields.find(({ path }) => path === "name")?.message;

  const add = () =>
    run(async () => {
      await api.post(`/api/v1/apps/${appId}/tracks`, { name: name.trim(), audience });
      onClose();
      router.refresh();
    });

  return (
    <DialogForm action="Add track" sending={sending} onSubmit={add} onClose={onClose}>
      <TextInput
        label="Name"
        description="Small letters, digits and hyphens. Devices ask for it by this name."
        placeholder="nightly"
        maxLength={32}
        autoCapitalize="off"
        spellCheck={false}
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={ofName}
      />
      <Radio.Group label="Who may see it" value={audience} onChange={setAudience}>
        <Stack gap="xs" mt={6}>
          <Radio
            value="listed"
            label="Devices on its list"
            description="For anyone else it does not exist."
          />
          <Radio value="everyone" label="Every device that asks for it" />
        </Stack>
      </Radio.Group>
      {problem && !ofName && <ProblemAlert problem={problem} />}
    </DialogForm>
  );
}
