"use client";

import { Anchor, type AnchorProps, Button, type ButtonProps } from "@mantine/core";
import Link from "next/link";
import type { ReactNode } from "react";

type To = { href: string; children: ReactNode; className?: string };

/** The catalog is made of whole pages, which no router of the portal knows. */
const isWhole = (href: string) => href === "/" || href.startsWith("/apps/");

/** Mantine's looks on Next's navigation, for use in server components. */
export function LinkButton(props: ButtonProps & To) {
  return isWhole(props.href) ? <Button component="a" {...props} /> : <Button component={Link} {...props} />;
}

export function LinkAnchor(props: AnchorProps & To) {
  return isWhole(props.href) ? <Anchor {...props} /> : <Anchor component={Link} {...props} />;
}

/** A file to download, which Next must not fetch ahead. */
export function DownloadLink({ size = "sm", variant = "default", ...props }: ButtonProps & To) {
  return <Button component="a" download size={size} variant={variant} {...props} />;
}
