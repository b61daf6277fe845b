"use client";

import { Button, Select, Text } from "@mantine/core";
import type { AccountRole } from "@mosis/domain";
import { useState } from "react";
import { api } from "@/http/client.ts";
import { asRole, roleChoices, roleNames } from "@/team/role-words.ts";
import { ConfirmModal } from "@/ui/confirm-modal.tsx";

/** Changes somebody's role, or takes them out of the account; both ask first and say what happens. */
export function MemberActions({
  userId,
  name,
  role,
  isSelf,
  isLastOwner,
}: {
  userId: string;
  name: string;
  role: AccountRole;
  isSelf: boolean;
  isLastOwner: boolean;
}) {
  const [chosen, setChosen] = useState<AccountRole | null>(null);
  const [removing, setRemoving] = useState(false);
  const address = `/api/v1/team/members/${userId}`;
  return (
    <>
      <Select
        aria-label={`Role of ${name}`}
        data={roleChoices}
        value={role}
        allowDeselect={false}
        disabled={isLastOwner}
        title={isLastOwner ? "An account needs an owner: make somebody else one first." : undefined}
        w={136}
        size="xs"
        onChange={(value) => value !== role && setChosen(value as AccountRole)}
      />
      {!isSelf && (
        <Button variant="default" size="xs" onClick={() => setRemoving(true)} aria-label={`Remove ${name}`}>
          Remove
        </Button>
      )}
      <ConfirmModal
        opened={chosen !== null}
        onClose={() => setChosen(null)}
        title={`Make ${name} ${chosen ? asRole[chosen] : ""}?`}
        keep="Not now"
        action={chosen ? `Make ${roleNames[chosen].toLowerCase()}` : ""}
        onConfirm={() => api.patch(address, { role: chosen })}
      >
        <Text size="sm">{chosen && whatHappens(isSelf ? "You" : name, chosen)}</Text>
      </ConfirmModal>
      <ConfirmModal
        opened={removing}
        onClose={() => setRemoving(false)}
        title={`Remove ${name}?`}
        keep="Keep them"
        action="Remove"
        color="red"
        isFinal
        onConfirm={() => api.delete(address)}
      >
        <Text size="sm">
          {name} sees nothing of this account any more, and their access tokens for it stop at once, also in
          the middle of an upload.
        </Text>
        <Text size="sm" c="dimmed">
          What they uploaded, released and set up stays. You can invite them again.
        </Text>
      </ConfirmModal>
    </>
  );
}

function whatHappens(who: string, role: AccountRole): string {
  if (role === "owner")
    return `${who} may then do everything in this account: invite and remove people, owners too, and hand apps to other accounts.`;
  if (role === "maintainer")
    return `${who} may then work on all apps, upload, publish and release, but change nothing about who belongs to the account.`;
  return `${who} may then look at everything and change nothing. Access tokens that upload or publish stop working.`;
}
