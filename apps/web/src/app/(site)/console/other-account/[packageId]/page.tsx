import { IconArrowsExchange } from "@tabler/icons-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { requireSession } from "@/auth/session.ts";
import { container } from "@/container.ts";
import { EmptyState } from "@/ui/empty-state.tsx";
import { SwitchTo } from "./switch-to.tsx";

export const metadata: Metadata = { title: "In another account" };

type Props = { params: Promise<{ packageId: string }>; searchParams: Promise<{ next?: unknown }> };

/** Where one comes who opens an app of another of one's own accounts. */
export default async function OtherAccountPage({ params, searchParams }: Props) {
  const { actor } = await requireSession();
  const { packageId } = await params;
  const account = await container().app.findAccountWithApp({ actor, packageId });
  if (!account) notFound();
  const app = `/console/apps/${packageId}`;
  const { next } = await searchParams;
  const isOfApp = typeof next === "string" && (next === app || next.startsWith(`${app}/`));
  return (
    <EmptyState
      page
      icon={<IconArrowsExchange size={24} />}
      title="This app is in another of your accounts"
      action={<SwitchTo accountId={account.id} name={account.name} next={isOfApp ? next : app} />}
    >
      {packageId} belongs to {account.name}. Act for that account to work on it; you can switch back at any
      time.
    </EmptyState>
  );
}
