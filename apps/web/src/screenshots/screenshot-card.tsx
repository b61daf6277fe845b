"use client";

import { ActionIcon, Group, Loader, Text } from "@mantine/core";
import { IconArrowLeft, IconArrowRight } from "@tabler/icons-react";
import { type DragEvent, useState } from "react";
import type { ScreenshotJson } from "../http/client.ts";
import { AltTextField } from "./alt-text-field.tsx";
import { DeleteScreenshot } from "./delete-screenshot.tsx";
import { type Picture, ScreenshotPicture } from "./screenshot-picture.tsx";
import classes from "./screenshots.module.css";

export const moveButtonId = (id: string, step: -1 | 1) => `move-${step < 0 ? "earlier" : "later"}-${id}`;

function pictureOf(screenshot: ScreenshotJson): Picture | null {
  const { id, app_id, content_hash, width, height, alt_text } = screenshot;
  if (content_hash === null || width === null || height === null) return null;
  return { id, appId: app_id, contentHash: content_hash, width, height, altText: alt_text };
}

/** A screenshot in the developer's hands: moved by dragging or by its buttons, described, deleted. */
export function ScreenshotCard({
  screenshot,
  place,
  count,
  onMove,
  onDropped,
  onChanged,
  onDeleted,
}: {
  screenshot: ScreenshotJson;
  place: number;
  count: number;
  onMove: (step: -1 | 1) => void;
  /** Another one, by its id, was dropped here. */
  onDropped: (id: string) => void;
  onChanged: (screenshot: ScreenshotJson) => void;
  onDeleted: () => void;
}) {
  const [dragged, setDragged] = useState(false);
  const [isOver, setOver] = useState(false);
  const picture = pictureOf(screenshot);
  const { id, file_name: name } = screenshot;
  const isOurs = (event: DragEvent) => event.dataTransfer.types.includes(dragType);

  return (
    <li
      className={classes.card}
      data-dragged={dragged || undefined}
      data-over={isOver || undefined}
      aria-label={`${place + 1} of ${count}: ${name}`}
      onDragOver={(event) => {
        if (!isOurs(event)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false);
        if (!isOurs(event)) return;
        event.preventDefault();
        onDropped(event.dataTransfer.getData(dragType));
      }}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the buttons below do the same by keyboard */}
      <div
        className={classes.frame}
        data-draggable
        draggable
        onDragStart={(event) => {
          event.dataTransfer.setData(dragType, id);
          event.dataTransfer.effectAllowed = "move";
          setDragged(true);
        }}
        onDragEnd={() => setDragged(false)}
      >
        {picture ? (
          <ScreenshotPicture picture={picture} file="preview" />
        ) : (
          <Group gap="xs" className={classes.waits}>
            <Loader size="xs" aria-hidden="true" />
            <Text size="sm">Being made ready…</Text>
          </Group>
        )}
      </div>
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Text size="xs" c="dimmed" truncate title={name}>
          {picture ? `${picture.width} × ${picture.height} px` : name}
        </Text>
        <Group gap={2} wrap="nowrap">
          <ActionIcon
            id={moveButtonId(id, -1)}
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={`Move ${name} earlier`}
            aria-disabled={place === 0}
            data-disabled={place === 0 || undefined}
            onClick={() => place > 0 && onMove(-1)}
          >
            <IconArrowLeft size={17} />
          </ActionIcon>
          <ActionIcon
            id={moveButtonId(id, 1)}
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={`Move ${name} later`}
            aria-disabled={place === count - 1}
            data-disabled={place === count - 1 || undefined}
            onClick={() => place < count - 1 && onMove(1)}
          >
            <IconArrowRight size={17} />
          </ActionIcon>
          <DeleteScreenshot id={id} name={name} onDeleted={onDeleted} />
        </Group>
      </Group>
      <AltTextField screenshot={screenshot} onSaved={onChanged} />
    </li>
  );
}

/** Tells our own cards from files and text that are dragged over the page. */
const dragType = "application/x-mosis-screenshot";
