import type { ScreenshotFile, ScreenshotRefusal } from "../screenshot.ts";

/** Makes the store's own pictures from a developer's, with nothing left in them but what is to be seen. */
export interface ScreenshotRenderer {
  render(original: Uint8Array): Promise<RenderedScreenshot>;
}

export type RenderedScreenshot =
  | { ok: true; width: number; height: number; images: Record<ScreenshotFile, Uint8Array> }
  | { ok: false; refusal: ScreenshotRefusal };
