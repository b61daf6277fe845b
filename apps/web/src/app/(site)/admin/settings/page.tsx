import { mostScreenshots } from "@mosis/domain";
import type { Metadata } from "next";
import { requireAdminActor } from "@/auth/session.ts";
import { container } from "@/container.ts";
import { PageHeader } from "@/ui/page-header.tsx";
import { StoreSettingsForm } from "./store-settings-form.tsx";

export const metadata: Metadata = { title: "Settings" };

export default async function SettingsPage() {
  const actor = await requireAdminActor();
  const settings = await container().app.readStoreSettings({ actor });
  return (
    <>
      <PageHeader title="Settings" lead="What this store asks of its apps." />
      <StoreSettingsForm settings={settings} mostScreenshots={mostScreenshots} />
    </>
  );
}
