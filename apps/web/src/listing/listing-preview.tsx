import { Stack, Text } from "@mantine/core";
import { type Category, categories } from "@mosis/domain";
import { AppCard } from "@/ui/app-card.tsx";
import type { Listing } from "./listing-fields.tsx";

/** The catalog's card as the fields stand now. */
export function ListingPreview({
  listing,
  app,
}: {
  listing: Listing;
  app?: { id: string; icon: { contentHash: string } | null };
}) {
  return (
    <Stack gap="xs" component="aside" aria-label="Preview">
      <Text size="sm" c="dimmed">
        In the catalog
      </Text>
      <div>
        <AppCard
          app={{
            id: app?.id ?? "",
            icon: app?.icon ?? null,
            name: listing.name.trim() || "Your app",
            summary: listing.summary.trim() || "One sentence that says what it does.",
          }}
          note={listing.category ? categories[listing.category as Category] : "Category"}
        />
      </div>
    </Stack>
  );
}
