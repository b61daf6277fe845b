import { Stack } from "@mantine/core";
import type { Metadata } from "next";
import { requireActor } from "@/auth/session.ts";
import { container } from "@/container.ts";
import { presentScreenshots } from "@/http/present.ts";
import { ListingForm } from "@/listing/listing-form.tsx";
import { ScreenshotManager } from "@/screenshots/screenshot-manager.tsx";
import { Section } from "@/ui/section.tsx";
import { IconUpload } from "@/upload/icon-upload.tsx";
import { requireApp } from "../require-app.ts";

export const metadata: Metadata = { title: "Listing" };

export default async function ListingPage({ params }: { params: Promise<{ packageId: string }> }) {
  const [app, actor] = await Promise.all([requireApp(params), requireActor()]);
  const { id, name, summary, description, category, icon } = app;
  const useCases = container().app;
  const [screenshots, settings] = await Promise.all([
    useCases.listOwnScreenshots({ actor, appId: id }),
    useCases.readStoreSettings({ actor }),
  ]);
  return (
    <Stack gap="lg">
      <ListingForm app={{ id, icon }} listing={{ name, summary, description, category }}>
        <Section title="Icon">
          <Stack px="lg" pb="lg">
            <IconUpload app={{ id, name, icon }} />
          </Stack>
        </Section>
      </ListingForm>
      <Section title="Screenshots">
        <ScreenshotManager
          appId={id}
          initial={presentScreenshots(screenshots).items}
          required={settings.requiredScreenshots}
        />
      </Section>
    </Stack>
  );
}
