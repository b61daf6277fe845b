"use client";

import { Alert, Button, Stack, Text, VisuallyHidden } from "@mantine/core";
import { missingScreenshots, mostScreenshots } from "@mosis/domain";
import { IconAlertCircle, IconListCheck } from "@tabler/icons-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { api, type ScreenshotJson, type ScreenshotsJson } from "../http/client.ts";
import { useCall } from "../http/use-call.ts";
import { ProblemAlert } from "../ui/problem-alert.tsx";
import { moveWithin } from "./move-within.ts";
import { moveButtonId, ScreenshotCard } from "./screenshot-card.tsx";
import { ScreenshotDrop } from "./screenshot-drop.tsx";
import { ScreenshotSending } from "./screenshot-sending.tsx";
import classes from "./screenshots.module.css";
import { useScreenshots } from "./use-screenshots.ts";

/** How many files are sent at a time. */
const sendingAtOnce = 2;

interface Sending {
  key: string;
  file: File;
  hasFailed: boolean;
}

/** All of an app's screenshots: added, put in order, described, deleted. */
export function ScreenshotManager({
  appId,
  initial,
  required,
}: {
  appId: string;
  initial: readonly ScreenshotJson[];
  /** How many the store asks for. */
  required: number;
}) {
  const { screenshots, setScreenshots, follow } = useScreenshots(appId, initial);
  const [sendings, setSendings] = useState<readonly Sending[]>([]);
  const { sending: isArranging, problem, run } = useCall();
  const [spoken, setSpoken] = useState("");
  const focusNext = useRef<string | null>(null);

  const placed = screenshots.filter(({ position }) => position !== null);
  const refused = screenshots.filter(({ status }) => status === "refused");
  const missing = missingScreenshots(required, placed.filter(({ status }) => status === "ready").length);
  const room = Math.max(0, mostScreenshots - placed.length - sendings.length);

  // A button that moved with its card may have lost the focus.
  useEffect(() => {
    if (focusNext.current) document.getElementById(focusNext.current)?.focus();
    focusNext.current = null;
  });

  const forget = useCallback(
    (key: string) => setSendings((known) => known.filter((one) => one.key !== key)),
    [],
  );
  const noteFailed = useCallback(
    (key: string) =>
      setSendings((known) => known.map((one) => (one.key === key ? { ...one, hasFailed: true } : one))),
    [],
  );

  function move(from: number, to: number) {
    const before = screenshots;
    const order = moveWithin(placed, from, to);
    setScreenshots([...order, ...refused]);
    setSpoken(`Moved to place ${to + 1} of ${order.length}.`);
    void run(async () => {
      try {
        const ids = order.map(({ id }) => id);
        const { items } = await api.put<ScreenshotsJson>(`/api/v1/apps/${appId}/screenshots/order`, { ids });
        setScreenshots(items);
      } catch (error) {
        setScreenshots(before);
        setSpoken("");
        throw error;
      }
    });
  }

  const withoutOne = (id: string) => setScreenshots((known) => known.filter((one) => one.id !== id));
  const turns = new Set(
    sendings
      .filter(({ hasFailed }) => !hasFailed)
      .slice(0, sendingAtOnce)
      .map(({ key }) => key),
  );

  return (
    <Stack gap="md" px="lg" pb="lg">
      {missing && (
        <Alert icon={<IconListCheck size={18} />}>
          This store asks for {required} of every app. Add {missing} before you submit a version.
        </Alert>
      )}
      {placed.length + sendings.length > 0 && (
        <ol className={classes.grid} aria-label="Screenshots in their order" aria-busy={isArranging}>
          {placed.map((screenshot, place) => (
            <ScreenshotCard
              key={screenshot.id}
              screenshot={screenshot}
              place={place}
              count={placed.length}
              onMove={(step) => {
                focusNext.current = moveButtonId(screenshot.id, step);
                move(place, place + step);
              }}
              onDropped={(id) =>
                move(
                  placed.findIndex((one) => one.id === id),
                  place,
                )
              }
              onChanged={(changed) =>
                setScreenshots((known) =>
                  known.map((one) => (one.id === changed.id ? { ...one, alt_text: changed.alt_text } : one)),
                )
              }
              onDeleted={() => withoutOne(screenshot.id)}
            />
          ))}
          {sendings.map(({ key, file }) => (
            <ScreenshotSending
              key={key}
              appId={appId}
              file={file}
              isTurn={turns.has(key)}
              onDone={() => {
                forget(key);
                follow();
              }}
              onFailed={() => noteFailed(key)}
              onGone={() => forget(key)}
            />
          ))}
        </ol>
      )}
      <VisuallyHidden role="status">{spoken}</VisuallyHidden>
      {problem && <ProblemAlert problem={problem} />}
      {refused.map(({ id, file_name, refusal }) => (
        <Refused key={id} id={id} title={`${file_name} cannot be used`} onGone={() => withoutOne(id)}>
          {refusal?.message} {refusal?.fix}
        </Refused>
      ))}
      <ScreenshotDrop
        room={room}
        onChoose={(files) =>
          setSendings((known) => [
            ...known,
            ...files.map((file) => ({ key: crypto.randomUUID(), file, hasFailed: false })),
          ])
        }
      />
    </Stack>
  );
}

/** Why a file became no screenshot, until the developer has seen it. */
function Refused({
  id,
  title,
  children,
  onGone,
}: {
  id: string;
  title: string;
  children: React.ReactNode;
  onGone: () => void;
}) {
  const { sending, problem, run } = useCall();
  const dismiss = () =>
    run(async () => {
      await api.delete(`/api/v1/screenshots/${id}`);
      onGone();
    });
  return (
    <Alert color="red" icon={<IconAlertCircle size={18} />} title={title} role="alert">
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{children}</Text>
        {problem && <ProblemAlert problem={problem} />}
        <Button size="xs" variant="default" loading={sending} onClick={dismiss}>
          Dismiss
        </Button>
      </Stack>
    </Alert>
  );
}
