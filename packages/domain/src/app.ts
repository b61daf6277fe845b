import { PackageId } from "@mosis/format";
import { z } from "zod";
import type { AppId, DeveloperId, IconId } from "./ids.ts";

/** Category id to the name shown. */
export const categories = {
  business: "Business",
  "developer-tools": "Developer tools",
  education: "Education",
  games: "Games",
  graphics: "Graphics & design",
  lifestyle: "Lifestyle",
  maps: "Maps & travel",
  media: "Music & video",
  news: "News & reading",
  productivity: "Productivity",
  social: "Social",
  utilities: "Utilities",
} as const;
export type Category = keyof typeof categories;
export const categoryIds = Object.keys(categories) as [Category, ...Category[]];

/** Text without U+0000, which PostgreSQL cannot hold. */
const text = () =>
  z
    .string()
    .trim()
    .regex(/^[^\0]*$/, "Leave out the null character.");

const name = text().min(1, "Give the app a name.").max(50, "Use at most 50 characters.");
const summary = text().min(1, "Say in a sentence what the app does.").max(100, "Use at most 100 characters.");
const description = text().max(4000, "Use at most 4,000 characters.");
const category = z.enum(categoryIds, "Choose a category.");

export const NewApp = z.object({
  packageId: PackageId,
  name,
  summary,
  description: description.default(""),
  category,
});
export type NewApp = z.infer<typeof NewApp>;

/** What may change after creation: everything but the package id. */
export const AppChanges = z.object({ name, summary, description, category }).partial();
export type AppChanges = z.infer<typeof AppChanges>;

export interface App {
  id: AppId;
  developerId: DeveloperId;
  /** The account that created it, which names the folder of its packages for ever: see docs/decisions/0019. */
  founderId: DeveloperId;
  packageId: string;
  name: string;
  summary: string;
  description: string;
  category: Category;
  /** The icon devices and pages show, null until a first one has been accepted. */
  icon: { id: IconId; contentHash: string } | null;
  createdAt: Date;
  updatedAt: Date;
}

/** An app as lists show it. */
export type AppHead = Pick<App, "id" | "packageId" | "name" | "summary" | "category" | "icon">;

/** What the listing still lacks before a version may be submitted; empty when it is complete. */
export function missingFromListing(app: App): string[] {
  return [...(app.icon ? [] : ["an icon"]), ...(app.description ? [] : ["a description"])];
}
