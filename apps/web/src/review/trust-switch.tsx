"use client";

import { Switch } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { api } from "../http/client.ts";
import { useCall } from "../http/use-call.ts";

/** Whether the store trusts an account: what that means, the review policy says. */
export function TrustSwitch({ developerId, trusted }: { developerId: string; trusted: boolean }) {
  const router = useRouter();
  const { sending, problem, run } = useCall();
  // At once as it was asked for; when that failed, as it is.
  const [asked, setAsked] = useState<boolean | null>(null);
  const change = (wanted: boolean) => {
    setAsked(wanted);
    return run(async () => {
      try {
        await api.put(`/api/v1/admin/accounts/${developerId}/trust`, { trusted: wanted });
        router.refresh();
      } catch (error) {
        setAsked(null);
        throw error;
      }
    });
  };
  return (
    <Switch
      label="Trusted"
      size="sm"
      checked={asked ?? trusted}
      disabled={sending}
      error={problem?.message}
      onChange={(event) => void change(event.currentTarget.checked)}
    />
  );
}
