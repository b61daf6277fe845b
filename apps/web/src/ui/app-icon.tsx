"use client";

import { Avatar } from "@mantine/core";
import { useEdgeAddress } from "./edge-address.tsx";

const sizes = [32, 64, 128] as const;

/** An app's icon from the edge, sharp on dense screens, or its initial while it has none. */
export function AppIcon({
  app,
  size,
}: {
  app: { id: string; name: string; icon: { contentHash: string } | null };
  size: number;
}) {
  const edge = useEdgeAddress();
  const source = sizes.find((each) => each >= size * 2) ?? 128;
  return (
    <Avatar
      src={app.icon ? `${edge}/assets/${app.id}/icon-${source}.png?v=${app.icon.contentHash}` : null}
      alt=""
      name={app.name}
      color="initials"
      size={size}
      radius={Math.round(size * 0.22)}
    >
      {app.name.slice(0, 1).toUpperCase()}
    </Avatar>
  );
}
