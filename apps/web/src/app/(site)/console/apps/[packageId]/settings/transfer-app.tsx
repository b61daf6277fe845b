"use client";

import { Button, Group, Stack, Text } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { api } from "@/http/client.ts";
import type { OfferedJson } from "@/http/present-teams.ts";
import { ShownLink } from "@/team/shown-link.tsx";
import { ConfirmModal } from "@/ui/confirm-modal.tsx";
import { RelativeTime } from "@/ui/relative-time.tsx";

/** Offers the app to another account, by a link that is shown this once. */
export function TransferApp({
  appId,
  name,
  mayTransfer,
  offer,
}: {
  appId: string;
  name: string;
  mayTransfer: boolean;
  /** The one that is open. */
  offer: { createdAt: string; expiresAt: string } | null;
}) {
  const router = useRouter();
  const [asking, setAsking] = useState<"offer" | "end" | null>(null);
  const [link, setLink] = useState<string | null>(null);
  const address = `/api/v1/apps/${appId}/transfer`;
  return (
    <Stack gap="md" px="lg" pb="lg">
      {!mayTransfer ? (
        <Text size="sm" c="dimmed">
          Owners of this account can hand the app to another account.
        </Text>
      ) : link ? (
        <ShownLink
          link={link}
          title="Copy this link now"
          onDone={() => {
            setLink(null);
            router.refresh();
          }}
        >
          This is the only time it is shown. An owner of any other account takes the app over with it, within
          seven days. Until then nothing changes.
        </ShownLink>
      ) : offer ? (
        <Group justify="space-between" gap="md">
          <Text size="sm">
            Offered <RelativeTime at={new Date(offer.createdAt)} />; the offer expires{" "}
            <RelativeTime at={new Date(offer.expiresAt)} />. Nothing changes until it is taken.
          </Text>
          <Button variant="default" size="xs" onClick={() => setAsking("end")}>
            Call off
          </Button>
        </Group>
      ) : (
        <Group justify="space-between" gap="md">
          <Text size="sm" maw={520}>
            Its versions, pictures, tracks and releases go along, and devices go on updating.
          </Text>
          <Button variant="default" size="xs" onClick={() => setAsking("offer")}>
            Offer this app
          </Button>
        </Group>
      )}
      <ConfirmModal
        opened={asking === "offer"}
        onClose={() => setAsking(null)}
        title={`Offer ${name} to another account?`}
        keep="Not now"
        action="Make the link"
        onConfirm={async () => setLink((await api.post<OfferedJson>(address, {})).link)}
      >
        <Text size="sm">
          You get a link. Whoever opens it as an owner of another account can take the app over; then nobody
          here sees it any more, and only its new owners could give it back.
        </Text>
      </ConfirmModal>
      <ConfirmModal
        opened={asking === "end"}
        onClose={() => setAsking(null)}
        title="Call the offer off?"
        keep="Keep it open"
        action="Call off"
        onConfirm={() => api.delete(address)}
      >
        <Text size="sm">Its link does not work any more, and the app stays where it is.</Text>
      </ConfirmModal>
    </Stack>
  );
}
