"use client";

import { Button, Modal, Radio, Stack, Text } from "@mantine/core";
import { type PlatformRole, platformRoles } from "@mosis/domain";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { api } from "@/http/client.ts";
import { useCall } from "@/http/use-call.ts";
import { DialogForm } from "@/ui/dialog-form.tsx";
import { ProblemAlert } from "@/ui/problem-alert.tsx";
import { platformRoleWords } from "./role-words.ts";

interface Person {
  userId: string;
  name: string;
  role: PlatformRole;
  isOneself: boolean;
}

/** Asks what a person shall be in the store from now on. */
export function ChangeRole(person: Person) {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button
        size="compact-xs"
        variant="subtle"
        aria-label={`Change role of ${person.name}`}
        onClick={() => setOpened(true)}
      >
        Change role
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title={`Role of ${person.name}`} centered>
        <Choice {...person} onClose={() => setOpened(false)} />
      </Modal>
    </>
  );
}

function Choice({ userId, name, role, isOneself, onClose }: Person & { onClose: () => void }) {
  const router = useRouter();
  const [chosen, setChosen] = useState<PlatformRole>(role);
  const { sending, problem, run } = useCall();
  const save = () =>
    run(async () => {
      await api.patch(`/api/v1/admin/people/${userId}`, { role: chosen });
      onClose();
      router.refresh();
    });
  return (
    <DialogForm action="Save" keep="Leave it" sending={sending} onSubmit={save} onClose={onClose}>
      <Radio.Group
        label="In this store"
        value={chosen}
        onChange={(value) => setChosen(value as PlatformRole)}
      >
        <Stack gap="sm" mt="xs">
          {platformRoles.map((one) => (
            <Radio
              key={one}
              value={one}
              label={platformRoleWords[one].title}
              description={platformRoleWords[one].may}
            />
          ))}
        </Stack>
      </Radio.Group>
      <Text size="sm" c="dimmed">
        {isOneself && role === "admin" && chosen !== "admin"
          ? "You will not see these pages any more."
          : `It holds from ${name}’s next click on.`}
      </Text>
      {problem && <ProblemAlert problem={problem} />}
    </DialogForm>
  );
}
