"use client";

import { Button, Modal, Text } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { api } from "@/http/client.ts";
import type { OpenedInvitationJson } from "@/http/present-teams.ts";
import { ShownLink } from "@/team/shown-link.tsx";
import { ConfirmModal } from "@/ui/confirm-modal.tsx";

/** Sends an invitation again, or takes it back. */
export function InvitationActions({
  invitationId,
  whom,
  byMail,
}: {
  invitationId: string;
  whom: string;
  byMail: boolean;
}) {
  const router = useRouter();
  const [asking, setAsking] = useState<"again" | "back" | null>(null);
  const [link, setLink] = useState<string | null>(null);
  const address = `/api/v1/team/invitations/${invitationId}`;
  const again = byMail ? "Send again" : "New link";
  const close = () => {
    setLink(null);
    router.refresh();
  };
  return (
    <>
      <Button variant="default" size="xs" onClick={() => setAsking("again")} aria-label={`${again}: ${whom}`}>
        {again}
      </Button>
      <Button variant="default" size="xs" onClick={() => setAsking("back")} aria-label={`Take back: ${whom}`}>
        Take back
      </Button>
      <ConfirmModal
        opened={asking === "again"}
        onClose={() => setAsking(null)}
        title={byMail ? `Send it to ${whom} again?` : "Make the link anew?"}
        keep="Not now"
        action={again}
        onConfirm={async () => {
          const { link } = await api.post<OpenedInvitationJson>(`${address}/resend`, {});
          setLink(link);
        }}
      >
        <Text size="sm">The new link is good for seven days. The one before does not work any more.</Text>
      </ConfirmModal>
      <ConfirmModal
        opened={asking === "back"}
        onClose={() => setAsking(null)}
        title="Take this invitation back?"
        keep="Keep it"
        action="Take back"
        color="red"
        onConfirm={() => api.delete(address)}
      >
        <Text size="sm">Its link does not work any more. You can invite again at any time.</Text>
      </ConfirmModal>
      <Modal opened={link !== null} onClose={close} title="A new link" centered>
        {link && (
          <ShownLink link={link} title="Copy this link now" onDone={close}>
            This is the only time it is shown. It is good for seven days.
          </ShownLink>
        )}
      </Modal>
    </>
  );
}
