import type { CatalogItem } from "@mosis/domain";
import type { Metadata } from "next";
import { AppTiles } from "@/catalog/app-tiles.tsx";
import { CategoryChips } from "@/catalog/category-chips.tsx";
import classes from "@/catalog/lists.module.css";
import { pageMetadata } from "@/catalog/page-metadata.ts";
import { StructuredData } from "@/catalog/structured-data.tsx";
import { appsInWords } from "@/catalog/words.ts";
import { container } from "@/container.ts";
import { env } from "@/env.ts";

const title = "Apps for your device";
const description = "Checked before they are published, and the same bytes on every device.";
/** Apps of each list. */
const shown = 6;

export function generateMetadata(): Metadata {
  return pageMetadata({ title, description, path: "/", feed: "/feed.atom", json: "/api/v1/catalog" });
}

export default async function CatalogPage() {
  const { catalog } = container();
  const [counts, popular, newest, updated] = await Promise.all([
    catalog.countCategories(),
    catalog.list({ category: null, sort: "popular", page: 1 }),
    catalog.list({ category: null, sort: "newest", page: 1 }),
    catalog.list({ category: null, sort: "updated", page: 1 }),
  ]);
  const again = updated.items.filter(({ listedAt, publishedAt }) => publishedAt > listedAt);
  return (
    <>
      <StructuredData
        data={{
          "@type": "WebSite",
          name: "Mosis",
          url: env().PUBLIC_URL,
          potentialAction: {
            "@type": "SearchAction",
            target: `${env().PUBLIC_URL}/search?q={search_term_string}`,
            "query-input": "required name=search_term_string",
          },
        }}
      />
      <div className={classes.hero}>
        <h1>{title}</h1>
        <p className={classes.lead}>{description}</p>
      </div>
      {newest.total === 0 ? (
        <div className={classes.empty}>
          <h2>No apps yet</h2>
          <p>
            The first published app will appear here. <a href="/console">Publish one</a>
          </p>
        </div>
      ) : (
        <>
          <section className={classes.section} aria-labelledby="categories">
            <div className={classes.head}>
              <h2 id="categories">Categories</h2>
              <span className={classes.count}>{appsInWords(newest.total)}</span>
            </div>
            <CategoryChips counts={counts} />
          </section>
          <Apps
            id="popular"
            title="Most downloaded"
            apps={popular.items.filter(({ downloads }) => downloads > 0)}
          />
          <Apps id="new" title="New" apps={newest.items} />
          <Apps id="updated" title="Recently updated" apps={again} />
        </>
      )}
    </>
  );
}

function Apps({ id, title, apps }: { id: string; title: string; apps: readonly CatalogItem[] }) {
  if (apps.length === 0) return null;
  return (
    <section className={classes.section} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <AppTiles apps={apps.slice(0, shown)} />
    </section>
  );
}
