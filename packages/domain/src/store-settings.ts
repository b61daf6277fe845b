import { z } from "zod";
import { mostScreenshots } from "./screenshot.ts";

/** What admins set for the store as a whole. */
export const StoreSettings = z.object({
  /** How many screenshots an app must have before a version of it is submitted. */
  requiredScreenshots: z
    .int("Give a whole number.")
    .min(0, "Give a number from 0 up.")
    .max(mostScreenshots, `An app has at most ${mostScreenshots} screenshots.`),
});
export type StoreSettings = z.infer<typeof StoreSettings>;

/** As long as nobody has set anything. */
export const defaultStoreSettings: StoreSettings = { requiredScreenshots: 0 };
