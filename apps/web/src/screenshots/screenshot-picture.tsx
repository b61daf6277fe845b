"use client";

import { useEdgeAddress } from "@/ui/edge-address.tsx";

/** A screenshot as pages have it, whichever way it came to them. */
export interface Picture {
  id: string;
  appId: string;
  contentHash: string;
  width: number;
  height: number;
  altText: string;
}

/** A screenshot from the edge. Its sides are known, so that nothing moves when it arrives. */
export function ScreenshotPicture({
  picture,
  file,
  alt = picture.altText,
  className,
}: {
  picture: Picture;
  file: "full" | "preview";
  alt?: string;
  className?: string;
}) {
  const edge = useEdgeAddress();
  const path = `${edge}/assets/${picture.appId}/screenshots/${picture.id}`;
  return (
    // Stored in the two sizes that are shown, and served for ever: there is nothing left to optimise.
    // biome-ignore lint/performance/noImgElement: see above
    <img
      src={`${path}${file === "full" ? "" : "-preview"}.webp?v=${picture.contentHash}`}
      width={picture.width}
      height={picture.height}
      alt={alt}
      className={className}
      loading={file === "preview" ? "lazy" : "eager"}
      decoding="async"
      draggable={false}
    />
  );
}
