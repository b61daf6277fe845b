"use client";

import { Button } from "@mantine/core";
import { useRouter } from "next/navigation";
import { api } from "@/http/client.ts";
import { useCall } from "@/http/use-call.ts";
import { ProblemAlert } from "@/ui/problem-alert.tsx";

export function MarkAllRead() {
  const router = useRouter();
  const { sending, problem, run } = useCall();
  const mark = () =>
    run(async () => {
      await api.post("/api/v1/notices/read", {});
      router.refresh();
    });
  return (
    <>
      <Button variant="default" loading={sending} onClick={mark}>
        Mark all as read
      </Button>
      {problem && <ProblemAlert problem={problem} />}
    </>
  );
}
