"use client";

import { Anchor, type AnchorProps, Button, type ButtonProps } from "@mantine/core";
import Link from "next/link";
import type { ReactNode } from "react";

type To = { href: string; children: ReactNode; className?: string };

/** Mantine's looks on Next's navigation, for use in server components. */
export function LinkButton(props: ButtonProps & To) {
  return <Button component={Link} {...props} />;
}

export function LinkAnchor(props: AnchorProps & To) {
  return <Anchor component={Link} {...props} />;
}

/** A file to download, which Next must not fetch ahead. */
export function DownloadLink({ size = "sm", variant = "default", ...props }: ButtonProps & To) {
  return <Button component="a" download size={size} variant={variant} {...props} />;
}
