import { CatalogQuery, type Category, categories } from "@mosis/domain";
import type { Metadata } from "next";
import { AppTiles } from "@/catalog/app-tiles.tsx";
import { CategoryChips } from "@/catalog/category-chips.tsx";
import classes from "@/catalog/lists.module.css";
import { PageLinks } from "@/catalog/page-links.tsx";
import { pageMetadata } from "@/catalog/page-metadata.ts";
import { SearchForm } from "@/catalog/search-form.tsx";
import { appsInWords } from "@/catalog/words.ts";
import { container } from "@/container.ts";

type Props = { searchParams: Promise<unknown> };

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const { q } = CatalogQuery.parse(await searchParams);
  const search = new URLSearchParams({ q });
  return pageMetadata({
    title: q ? `Search for ${q}` : "Search",
    description: "What was found among the apps of this store.",
    path: "/search",
    json: `/api/v1/catalog?${search}`,
    isListed: false,
  });
}

export default async function SearchPage({ searchParams }: Props) {
  const query = CatalogQuery.parse(await searchParams);
  const { q, category } = query;
  const { catalog } = container();
  const [found, counts] = await Promise.all([catalog.search(query), catalog.countCategories()]);
  const isFound = found.total > 0;
  const popular = isFound ? null : await catalog.list({ category: null, sort: "popular", page: 1 });
  const address = (fields: { q: string; category?: Category | null }) =>
    `/search?${new URLSearchParams({ q: fields.q, ...(fields.category && { category: fields.category }) })}`;
  return (
    <>
      <section className={classes.section}>
        <div className={classes.head}>
          <h1>{q ? `Apps for “${q}”` : "Search the catalog"}</h1>
          {isFound && (
            <span className={classes.count}>
              {found.isCut ? `The best ${found.total.toLocaleString("en")}` : appsInWords(found.total)}
            </span>
          )}
        </div>
        <SearchForm q={q} category={category} />
        {q && (
          <nav aria-label="Categories">
            <CategoryChips
              counts={counts}
              current={category}
              hrefOf={(to) => address({ q, category: to === category ? null : to })}
            />
          </nav>
        )}
        {found.instead && (
          <p>
            No app has “{q}”. Did you mean{" "}
            <a href={address({ q: found.instead.join(" "), category })}>{found.instead.join(" ")}</a>?
          </p>
        )}
        {isFound && <AppTiles apps={found.items} />}
        <PageLinks page={found} query={{ q, ...(category && { category }) }} />
        {!isFound && found.page > 1 && (
          <p className={classes.empty}>
            <a href={address({ q, category })}>To the first page</a>
          </p>
        )}
        {q && !isFound && found.page === 1 && (
          <div className={classes.empty}>
            <h2>No app matches</h2>
            {category ? (
              <p>
                None in {categories[category]}. <a href={address({ q })}>Search all categories</a>
              </p>
            ) : (
              <p>Try another word, or fewer of them.</p>
            )}
          </div>
        )}
      </section>
      {popular && popular.items.length > 0 && (
        <section className={classes.section} aria-labelledby="popular">
          <h2 id="popular">What others look at</h2>
          <AppTiles apps={popular.items.slice(0, 6)} />
        </section>
      )}
    </>
  );
}
