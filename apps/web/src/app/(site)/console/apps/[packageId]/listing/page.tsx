import { Stack } from "@mantine/core";
import type { Metadata } from "next";
import { ListingForm } from "@/listing/listing-form.tsx";
import { Section } from "@/ui/section.tsx";
import { IconUpload } from "@/upload/icon-upload.tsx";
import { requireApp } from "../require-app.ts";

export const metadata: Metadata = { title: "Listing" };

export default async function ListingPage({ params }: { params: Promise<{ packageId: string }> }) {
  const { id, name, summary, description, category, icon } = await requireApp(params);
  return (
    <ListingForm app={{ id, icon }} listing={{ name, summary, description, category }}>
      <Section title="Icon">
        <Stack px="lg" pb="lg">
          <IconUpload app={{ id, name, icon }} />
        </Stack>
      </Section>
    </ListingForm>
  );
}
