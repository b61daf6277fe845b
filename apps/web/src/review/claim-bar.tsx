"use client";

import { Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { ApiProblem, api } from "../http/client.ts";
import { useCall } from "../http/use-call.ts";
import { ConfirmModal } from "../ui/confirm-modal.tsx";
import { ProblemAlert } from "../ui/problem-alert.tsx";

/** A claim ends an hour after its last sign: while the page is looked at, it gives one now and then. */
const signEveryMs = 10 * 60 * 1000;

/** Who has the version in hand, and the ways to take it, to put it down and to take it over. */
export function ClaimBar({
  versionId,
  holder,
  isMine,
  since,
}: {
  versionId: string;
  /** Null for nobody. */
  holder: string | null;
  isMine: boolean;
  since: string | null;
}) {
  const router = useRouter();
  const { sending, problem, run } = useCall();
  const path = `/api/v1/versions/${versionId}/claim`;

  useEffect(() => {
    if (!isMine) return;
    const timer = setInterval(() => {
      if (document.visibilityState !== "visible") return;
      // The next sign, or the page's own refresh, shows what became of it.
      api.post(path, {}).catch(() => router.refresh());
    }, signEveryMs);
    return () => clearInterval(timer);
  }, [isMine, path, router]);

  const change = (call: () => Promise<unknown>) =>
    run(async () => {
      await call();
      router.refresh();
    });
  return (
    <Stack gap="xs">
      <Group justify="space-between" gap="xs">
        <Text size="sm" c={isMine ? undefined : "dimmed"}>
          {holder === null
            ? "Nobody has it in hand."
            : isMine
              ? "You have it in hand."
              : `${holder} has it in hand`}
          {!isMine && since && `, since ${since}.`}
        </Text>
        {holder === null && (
          <Button
            size="xs"
            variant="default"
            loading={sending}
            onClick={() => change(() => api.post(path, {}))}
          >
            Claim
          </Button>
        )}
        {isMine && (
          <Button size="xs" variant="subtle" loading={sending} onClick={() => change(() => api.delete(path))}>
            Put down
          </Button>
        )}
        {holder !== null && !isMine && <TakeOver path={path} holder={holder} />}
      </Group>
      {problem && <ProblemAlert problem={problem} />}
    </Stack>
  );
}

function TakeOver({ path, holder }: { path: string; holder: string }) {
  const [opened, setOpened] = useState(false);
  const [word, setWord] = useState("");
  async function take() {
    if (word.trim() === "") throw new ApiProblem({ code: "input_invalid", detail: "Say why first." });
    await api.post(path, { word });
  }
  return (
    <>
      <Button size="xs" variant="default" onClick={() => setOpened(true)}>
        Take over…
      </Button>
      <ConfirmModal
        opened={opened}
        onClose={() => setOpened(false)}
        title={`Take it over from ${holder}?`}
        keep="Leave it"
        action="Take over"
        onConfirm={take}
      >
        <Textarea
          label="Why"
          description="Reviewers read this; the developer does not."
          required
          autosize
          minRows={2}
          maxLength={4000}
          value={word}
          onChange={(event) => setWord(event.currentTarget.value)}
        />
      </ConfirmModal>
    </>
  );
}
