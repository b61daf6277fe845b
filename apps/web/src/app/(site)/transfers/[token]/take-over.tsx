"use client";

import { Button, Select, Stack } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { api } from "@/http/client.ts";
import { useCall } from "@/http/use-call.ts";
import { ProblemAlert } from "@/ui/problem-alert.tsx";

/** Takes the app over for one of one's own accounts, which one then acts for. */
export function TakeOver({
  token,
  accounts,
  current,
}: {
  token: string;
  accounts: readonly { id: string; name: string }[];
  current: string;
}) {
  const router = useRouter();
  const { sending, problem, run } = useCall();
  const first = accounts.find(({ id }) => id === current) ?? accounts[0];
  const [chosen, setChosen] = useState(first?.id ?? "");
  const take = () =>
    run(async () => {
      if (chosen !== current) await api.put("/api/v1/accounts/current", { account_id: chosen });
      const taken = await api.post<{ package_id: string }>("/api/v1/transfers/accept", { token });
      router.push(`/console/apps/${taken.package_id}`);
      router.refresh();
    });
  return (
    <Stack gap="md">
      <Select
        label="Into the account"
        data={accounts.map(({ id, name }) => ({ value: id, label: name }))}
        value={chosen}
        allowDeselect={false}
        onChange={(value) => value && setChosen(value)}
      />
      {problem && <ProblemAlert problem={problem} />}
      <Button onClick={take} loading={sending}>
        Take it over
      </Button>
    </Stack>
  );
}
