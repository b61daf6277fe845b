"use client";

import { ActionIcon, Menu } from "@mantine/core";
import { IconClockPlus, IconDots, IconLock } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { api } from "@/http/client.ts";
import { useCall } from "@/http/use-call.ts";
import { ProblemAlert } from "@/ui/problem-alert.tsx";
import { PlaceHold } from "../place-hold.tsx";

/** Calls a deletion off, or holds the version. */
export function RetainedActions(props: {
  versionId: string;
  appId: string;
  name: string;
  isAnnounced: boolean;
  isHeld: boolean;
}) {
  const { versionId, appId, name } = props;
  const router = useRouter();
  const { sending, problem, run } = useCall();
  const [holding, setHolding] = useState(false);

  const postpone = () =>
    run(async () => {
      await api.post(`/api/v1/admin/retention/versions/${versionId}/postpone`, {});
      router.refresh();
    });

  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" loading={sending} aria-label={`What to do with ${name}`}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconClockPlus size={16} />}
            disabled={!props.isAnnounced}
            onClick={() => void postpone()}
          >
            Keep longer: begin its time anew
          </Menu.Item>
          <Menu.Item
            leftSection={<IconLock size={16} />}
            disabled={props.isHeld}
            onClick={() => setHolding(true)}
          >
            Hold until further notice
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {problem && <ProblemAlert problem={problem} />}
      <PlaceHold
        opened={holding}
        onClose={() => setHolding(false)}
        subject={{ app: appId, versionId, name }}
      />
    </>
  );
}
