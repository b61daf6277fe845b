"use client";

import { Switch } from "@mantine/core";
import { useRouter } from "next/navigation";
import { api } from "../http/client.ts";
import { useCall } from "../http/use-call.ts";

/** Whether the store trusts an account: what that means, the review policy says. */
export function TrustSwitch({ developerId, trusted }: { developerId: string; trusted: boolean }) {
  const router = useRouter();
  const { sending, problem, run } = useCall();
  const change = (wanted: boolean) =>
    run(async () => {
      await api.put(`/api/v1/admin/accounts/${developerId}/trust`, { trusted: wanted });
      router.refresh();
    });
  return (
    <Switch
      label="Trusted"
      size="sm"
      checked={trusted}
      disabled={sending}
      error={problem?.message}
      onChange={(event) => void change(event.currentTarget.checked)}
    />
  );
}
