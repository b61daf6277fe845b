import { createHash } from "node:crypto";
import type { CatalogItem } from "@mosis/domain";

/** Grows when cards get another look. */
const look = 1;

/** Everything that is drawn on an app's card: the same for the same card. */
export function cardVersion({ name, summary, developerName, category, icon }: CatalogItem): string {
  const drawn = JSON.stringify([look, name, summary, developerName, category, icon?.contentHash]);
  return createHash("sha256").update(drawn).digest("hex").slice(0, 16);
}

/** Where an app's picture for links to it is, addressed with what is on it. */
export const cardAddress = (app: CatalogItem): string =>
  `/apps/${app.packageId}/card.png?v=${cardVersion(app)}`;
