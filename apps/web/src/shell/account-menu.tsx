"use client";

import { Menu, Modal, Text, TextInput } from "@mantine/core";
import { IconPlus, IconUsers } from "@tabler/icons-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { api } from "@/http/client.ts";
import { useCall } from "@/http/use-call.ts";
import { DialogForm } from "@/ui/dialog-form.tsx";
import { ProblemAlert } from "@/ui/problem-alert.tsx";

export interface AccountChoice {
  id: string;
  name: string;
}

/** Of the user menu: which account one acts for, and the others there are. */
export function AccountItems({
  accounts,
  current,
  onNew,
}: {
  accounts: readonly AccountChoice[];
  current: string;
  onNew: () => void;
}) {
  const router = useRouter();
  const act = async (id: string) => {
    if (id === current) return;
    await api.put("/api/v1/accounts/current", { account_id: id });
    // What is shown here may belong to the account before.
    router.push("/console");
    router.refresh();
  };
  return (
    <>
      <Menu.Label>Acting for</Menu.Label>
      <Menu.RadioGroup value={current} onChange={(id) => void act(id)}>
        {accounts.map(({ id, name }) => (
          <Menu.RadioItem key={id} value={id} closeMenuOnClick>
            <Text inherit truncate>
              {name}
            </Text>
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
      <Menu.Item leftSection={<IconPlus size={16} />} onClick={onNew}>
        New account
      </Menu.Item>
      <Menu.Item component={Link} href="/console/team" leftSection={<IconUsers size={16} />}>
        Team
      </Menu.Item>
    </>
  );
}

/** Asks for the name of a new account, and makes it. */
export function NewAccount({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="New account" centered>
      <NewAccountForm onClose={onClose} />
    </Modal>
  );
}

function NewAccountForm({ onClose }: { onClose: () => void }) {
  const router = useRouter();
  const { sending, problem, run } = useCall();
  const [name, setName] = useState("");
  const create = () =>
    run(async () => {
      await api.post("/api/v1/accounts", { name });
      onClose();
      router.push("/console/team");
      router.refresh();
    });
  const [field] = problem?.fields ?? [];
  return (
    <DialogForm action="Make account" sending={sending} onSubmit={create} onClose={onClose}>
      <Text size="sm">
        Apps belong to an account, and people work in it together. You will be its owner, and act for it from
        then on.
      </Text>
      <TextInput
        label="Name"
        description="Visitors of the catalog see it beside its apps."
        maxLength={60}
        autoComplete="off"
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={field?.message}
      />
      {problem && !field && <ProblemAlert problem={problem} />}
    </DialogForm>
  );
}
