"use client";

import { ActionIcon, Group, Modal, Text } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { type KeyboardEvent, useState } from "react";
import { type Picture, ScreenshotPicture } from "./screenshot-picture.tsx";
import classes from "./screenshots.module.css";

const nameOf = (picture: Picture, place: number) => picture.altText || `Screenshot ${place + 1}`;

/** An app's screenshots side by side; each opens in full, where the arrow keys lead to the others. */
export function ScreenshotStrip({ pictures }: { pictures: readonly Picture[] }) {
  const [place, setPlace] = useState<number | null>(null);
  const open = place === null ? null : (pictures[place] ?? null);
  const go = (step: number) =>
    setPlace((now) => (now === null ? null : Math.min(Math.max(now + step, 0), pictures.length - 1)));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowLeft") go(-1);
    if (event.key === "ArrowRight") go(1);
  };
  return (
    <>
      <ul className={classes.strip} aria-label="Screenshots">
        {pictures.map((picture, at) => (
          <li key={picture.id}>
            <button
              type="button"
              className={classes.open}
              aria-label={`Open in full: ${nameOf(picture, at)}`}
              onClick={() => setPlace(at)}
            >
              <ScreenshotPicture picture={picture} file="preview" alt="" className={classes.shown} />
            </button>
          </li>
        ))}
      </ul>
      <Modal
        opened={open !== null}
        onClose={() => setPlace(null)}
        title={place === null ? "" : `Screenshot ${place + 1} of ${pictures.length}`}
        closeButtonProps={{ "aria-label": "Close" }}
        fullScreen
        onKeyDown={onKeyDown}
      >
        {open && place !== null && (
          <figure className={classes.full}>
            <ScreenshotPicture
              key={open.id}
              picture={open}
              file="full"
              alt={nameOf(open, place)}
              className={classes.fullPicture}
            />
            <Group justify="center" gap="md" wrap="nowrap" component="figcaption">
              <ActionIcon
                variant="default"
                size="lg"
                aria-label="The one before"
                aria-disabled={place === 0}
                onClick={() => go(-1)}
              >
                <IconChevronLeft size={18} />
              </ActionIcon>
              <Text size="sm" aria-live="polite" ta="center" maw={520}>
                {open.altText}
              </Text>
              <ActionIcon
                variant="default"
                size="lg"
                aria-label="The next one"
                aria-disabled={place === pictures.length - 1}
                onClick={() => go(1)}
              >
                <IconChevronRight size={18} />
              </ActionIcon>
            </Group>
          </figure>
        )}
      </Modal>
    </>
  );
}
