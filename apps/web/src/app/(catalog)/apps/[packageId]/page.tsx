import { type CatalogEntry, CatalogQuery, categories } from "@mosis/domain";
import { IconDownload } from "@tabler/icons-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import classes from "@/catalog/app-page.module.css";
import { AppPermissions } from "@/catalog/app-permissions.tsx";
import { AppPicture } from "@/catalog/app-picture.tsx";
import { AppScreenshots } from "@/catalog/app-screenshots.tsx";
import { AppVersions } from "@/catalog/app-versions.tsx";
import { cardAddress } from "@/catalog/card-address.ts";
import { pageMetadata } from "@/catalog/page-metadata.ts";
import { RelatedApps } from "@/catalog/related-apps.tsx";
import { StructuredData } from "@/catalog/structured-data.tsx";
import { dateOf, downloadsInWords } from "@/catalog/words.ts";
import { container } from "@/container.ts";
import { env } from "@/env.ts";
import { formatBytes } from "@/ui/format-bytes.ts";

type Props = {
  params: Promise<{ packageId: string }>;
  searchParams: Promise<{ download?: unknown; page?: unknown }>;
};

const findEntry = cache((packageId: string) => container().catalog.find(packageId));

export async function generateMetadata({ params }: Pick<Props, "params">): Promise<Metadata> {
  const entry = (await findEntry((await params).packageId)) ?? notFound();
  const { packageId, name, summary } = entry;
  return pageMetadata({
    title: name,
    description: summary,
    path: `/apps/${packageId}`,
    feed: `/apps/${packageId}/feed.atom`,
    json: `/api/v1/catalog/${packageId}`,
    image: { url: cardAddress(entry), alt: `${name}: ${summary}` },
  });
}

export default async function CatalogAppPage({ params, searchParams }: Props) {
  const entry = (await findEntry((await params).packageId)) ?? notFound();
  const { version } = entry;
  const { download, ...query } = await searchParams;
  const { catalog } = container();
  const [screenshots, versions] = await Promise.all([
    catalog.listScreenshots(entry),
    catalog.listVersions(entry.packageId, CatalogQuery.parse(query).page),
  ]);
  return (
    <>
      <StructuredData data={structuredData(entry)} />
      <div className={classes.top}>
        <AppPicture app={entry} size={96} />
        <div className={classes.title}>
          <h1>{entry.name}</h1>
          <p className={classes.summary}>{entry.summary}</p>
          <p className={classes.quiet}>
            <a href={`/developers/${entry.developerId}`}>{entry.developerName}</a> ·{" "}
            <a href={`/categories/${entry.category}`}>{categories[entry.category]}</a>
          </p>
        </div>
        <div className={classes.get}>
          <a href={`/apps/${entry.packageId}/download`} className={classes.download}>
            <IconDownload size={18} aria-hidden="true" />
            Download {entry.versionName}
            <span>{formatBytes(version.size)}</span>
          </a>
          {entry.downloads > 0 && <p className={classes.quiet}>{downloadsInWords(entry.downloads)}</p>}
        </div>
      </div>
      {download === "unavailable" && (
        <div className={classes.alert} role="alert">
          <p className={classes.strong}>The download cannot start right now</p>
          <p>The place packages come from does not answer. Try again in a minute; nothing is lost.</p>
        </div>
      )}
      {screenshots.length > 0 && <AppScreenshots pictures={screenshots} />}
      <div className={classes.columns}>
        <div className={classes.stack}>
          <section className={classes.panel} aria-labelledby="about">
            <h2 id="about">About</h2>
            <p className={classes.prose}>{entry.description}</p>
          </section>
          {version.releaseNotes && (
            <section className={classes.panel} aria-labelledby="news">
              <h2 id="news">What is new in {entry.versionName}</h2>
              <p className={classes.prose}>{version.releaseNotes}</p>
            </section>
          )}
          <AppPermissions asked={version.manifest?.permissions ?? []} />
        </div>
        <div className={classes.stack}>
          <AppFacts entry={entry} />
          <AppVersions versions={versions} />
        </div>
      </div>
      <RelatedApps entry={entry} />
    </>
  );
}

function AppFacts({ entry }: { entry: CatalogEntry }) {
  const { version } = entry;
  const facts: [string, string | number | null | undefined][] = [
    ["Version", `${entry.versionName} (${entry.versionCode})`],
    ["Published", dateOf(entry.publishedAt)],
    ["In the catalog since", dateOf(entry.listedAt)],
    ["Size", formatBytes(version.size)],
    ["Needs", version.manifest?.min_os_version ? `OS ${version.manifest.min_os_version}` : "Any OS version"],
    ["License", version.manifest?.license],
    ["Package", entry.packageId],
  ];
  return (
    <section className={classes.panel} aria-labelledby="facts">
      <h2 id="facts">Facts</h2>
      <dl className={classes.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value ?? "–"}</dd>
          </div>
        ))}
        <div>
          <dt>SHA-256</dt>
          <dd className={classes.mono}>{version.sha256}</dd>
        </div>
      </dl>
    </section>
  );
}

function structuredData(entry: CatalogEntry): Record<string, unknown> {
  const origin = env().PUBLIC_URL;
  return {
    "@type": "SoftwareApplication",
    name: entry.name,
    description: entry.summary,
    url: `${origin}/apps/${entry.packageId}`,
    identifier: entry.packageId,
    applicationCategory: categories[entry.category],
    operatingSystem: "Mosis",
    softwareVersion: entry.versionName,
    fileSize: formatBytes(entry.version.size),
    datePublished: entry.listedAt.toISOString(),
    dateModified: entry.publishedAt.toISOString(),
    downloadUrl: `${origin}/apps/${entry.packageId}/download`,
    author: {
      "@type": "Organization",
      name: entry.developerName,
      url: `${origin}/developers/${entry.developerId}`,
    },
    ...(entry.version.releaseNotes && { releaseNotes: entry.version.releaseNotes }),
    ...(entry.version.manifest?.license && { license: entry.version.manifest.license }),
    // Nothing is sold here.
    offers: { "@type": "Offer", price: "0", priceCurrency: "USD" },
  };
}
