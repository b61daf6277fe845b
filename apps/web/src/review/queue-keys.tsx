"use client";

import { Kbd, Text } from "@mantine/core";
import { useEffect } from "react";

/** Leads through the queue by j and k; Enter opens, as on every link. Whoever is writing is left alone. */
export function QueueKeys() {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const isWriting = (event.target as HTMLElement).closest("input, textarea, select, [role=dialog]");
      if (isWriting || event.ctrlKey || event.metaKey || event.altKey) return;
      const step = { j: 1, k: -1 }[event.key];
      if (step === undefined) return;
      const links = [...document.querySelectorAll<HTMLElement>("[data-queue-item]")];
      const here = links.indexOf(document.activeElement as HTMLElement);
      links[Math.min(Math.max(here + step, 0), links.length - 1)]?.focus();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
  return (
    <Text size="sm" c="dimmed" visibleFrom="sm">
      <Kbd size="xs">j</Kbd> <Kbd size="xs">k</Kbd> to move, <Kbd size="xs">Enter</Kbd> to open
    </Text>
  );
}
