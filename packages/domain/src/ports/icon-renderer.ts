import type { IconRefusal, IconSize } from "../icon.ts";

/** Makes the store's squares from a developer's picture. */
export interface IconRenderer {
  render(original: Uint8Array): Promise<RenderedIcon>;
}

export type RenderedIcon =
  | { ok: true; images: Record<IconSize, Uint8Array> }
  | { ok: false; refusal: IconRefusal };
