"use client";

import { Button } from "@mantine/core";
import { IconMailCheck, IconMailOff } from "@tabler/icons-react";
import { useState } from "react";
import { api } from "@/http/client.ts";
import { useCall } from "@/http/use-call.ts";
import { EmptyState } from "@/ui/empty-state.tsx";
import { LinkButton } from "@/ui/link.tsx";
import { ProblemAlert } from "@/ui/problem-alert.tsx";

/** Ends e-mails of one kind, for whoever has the link. */
export function Unsubscribe({ token, words }: { token: string; words: string }) {
  const [isDone, setDone] = useState(false);
  const { sending, problem, run } = useCall();
  const end = () =>
    run(async () => {
      await api.post(`/api/v1/unsubscribe/${encodeURIComponent(token)}`, {});
      setDone(true);
    });
  if (isDone) {
    return (
      <div aria-live="polite">
        <EmptyState
          page
          icon={<IconMailCheck size={24} />}
          title="You get no more e-mails like this one"
          action={
            <LinkButton href="/console/notifications/settings" variant="default">
              Choose what you are told
            </LinkButton>
          }
        >
          In the portal you are still told, unless you choose otherwise.
        </EmptyState>
      </div>
    );
  }
  return (
    <EmptyState
      page
      icon={<IconMailOff size={24} />}
      title="End these e-mails?"
      action={
        <>
          <Button loading={sending} onClick={end}>
            End them
          </Button>
          {problem && <ProblemAlert problem={problem} />}
        </>
      }
    >
      {`“${words}”: you will get no more e-mails of this kind. Others are not affected.`}
    </EmptyState>
  );
}
