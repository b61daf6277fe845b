import type { Actor } from "../actor.ts";
import type { AppId, ScreenshotId, UploadId } from "../ids.ts";
import type { Screenshot, ShownScreenshot } from "../screenshot.ts";
import type { StoreSettings } from "../store-settings.ts";

/** What changes places (`create`, `arrange`, and `update` that ends one) is called while the app is held: see `AppStore.lock`. */
export interface ScreenshotStore {
  find(actor: Actor, id: ScreenshotId): Promise<Screenshot | null>;
  findByUpload(actor: Actor, uploadId: UploadId): Promise<Screenshot | null>;
  /** The app's screenshots that have a place, in their order. */
  listPlaced(appId: AppId): Promise<Screenshot[]>;
  countReady(appId: AppId): Promise<number>;
  /** Adds one at the end, whatever place it says. Gives its place; null when the app has as many as it may. */
  create(screenshot: Screenshot): Promise<number | null>;
  /** Begins a run of the renderer: takes the next attempt. Null when the screenshot is not `rendering`. */
  begin(id: ScreenshotId): Promise<Screenshot | null>;
  /** Writes all but place and alt text. One that has a place no more leaves no gap. */
  update(screenshot: Screenshot, from: Pick<Screenshot, "status" | "attempt">): Promise<void>;
  /** Gives the app's screenshots their places in this order, which names each of them once. */
  arrange(appId: AppId, ids: readonly ScreenshotId[]): Promise<void>;
  /** False when it has no place any more. */
  describe(id: ScreenshotId, altText: string): Promise<boolean>;
}

export interface ScreenshotQueries {
  /**
   * An app's screenshots in their order, then those that were refused, the latest first; in all twice as many as an
   * app may have, at most. A reviewer sees those of apps that were submitted. Empty for what the actor may not see.
   */
  listScreenshots(actor: Actor, appId: AppId): Promise<Screenshot[]>;
  /** Those that are ready, in their order, of an app that is in the catalog; else none. Open to everyone. */
  listPublicScreenshots(appId: AppId): Promise<ShownScreenshot[]>;
}

export interface StoreSettingsStore {
  /** What is set, else the defaults. */
  read(): Promise<StoreSettings>;
  save(settings: StoreSettings, at: Date): Promise<void>;
}
