import type { Metadata } from "next";
import { requireActor } from "@/auth/session.ts";
import { NewAppForm } from "@/listing/new-app-form.tsx";
import { PageHeader } from "@/ui/page-header.tsx";

export const metadata: Metadata = { title: "New app" };

export default async function NewAppPage() {
  await requireActor();
  return (
    <>
      <PageHeader title="New app" lead="You can change everything later but the package ID." />
      <NewAppForm />
    </>
  );
}
