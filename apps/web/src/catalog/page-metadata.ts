import type { Metadata } from "next";

/** What a page says of itself to programs: its one address, the same as data, and what others show of it. */
export function pageMetadata({
  title,
  description,
  path,
  feed,
  json,
  image,
  isListed = true,
}: {
  title: string;
  description: string;
  /** Its one address, from the root. */
  path: string;
  /** The same as a feed, and as JSON. */
  feed?: string;
  json?: string;
  image?: { url: string; alt: string };
  /** Whether search engines should list it. */
  isListed?: boolean;
}): Metadata {
  const picture = image && { url: image.url, alt: image.alt, width: 1200, height: 630 };
  return {
    title: path === "/" ? { absolute: title } : title,
    description,
    alternates: {
      canonical: path,
      types: {
        ...(feed && { "application/atom+xml": feed }),
        ...(json && { "application/json": json }),
      },
    },
    openGraph: {
      title,
      description,
      url: path,
      siteName: "Mosis",
      type: "website",
      ...(picture && { images: [picture] }),
    },
    twitter: {
      card: picture ? "summary_large_image" : "summary",
      title,
      description,
      ...(picture && { images: [picture] }),
    },
    ...(!isListed && { robots: { index: false } }),
  };
}
