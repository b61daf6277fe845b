import { CatalogQuery, type CatalogSort, type Category, categories, categoryIds } from "@mosis/domain";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { AppTiles } from "@/catalog/app-tiles.tsx";
import { CategoryChips } from "@/catalog/category-chips.tsx";
import classes from "@/catalog/lists.module.css";
import { PageLinks } from "@/catalog/page-links.tsx";
import { pageMetadata } from "@/catalog/page-metadata.ts";
import { appsInWords } from "@/catalog/words.ts";
import { container } from "@/container.ts";

type Props = { params: Promise<{ category: string }>; searchParams: Promise<unknown> };

const sortNames: Record<CatalogSort, string> = {
  popular: "Most downloaded",
  updated: "Recently updated",
  newest: "New",
  name: "By name",
};

async function categoryOf({ params }: Pick<Props, "params">): Promise<Category> {
  const { category } = await params;
  return categoryIds.find((id) => id === category) ?? notFound();
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const category = await categoryOf(props);
  const { sort, page } = CatalogQuery.parse(await props.searchParams);
  return pageMetadata({
    title: categories[category],
    description: `Apps of the category ${categories[category]}.`,
    path: page > 1 ? `/categories/${category}?page=${page}` : `/categories/${category}`,
    feed: `/categories/${category}/feed.atom`,
    json: `/api/v1/catalog?${new URLSearchParams({ category, sort })}`,
    isListed: sort === "popular",
  });
}

export default async function CategoryPage(props: Props) {
  const category = await categoryOf(props);
  const { sort, page } = CatalogQuery.parse(await props.searchParams);
  const { catalog } = container();
  const [list, counts] = await Promise.all([
    catalog.list({ category, sort, page }),
    catalog.countCategories(),
  ]);
  return (
    <section className={classes.section}>
      <div className={classes.head}>
        <h1>{categories[category]}</h1>
        <span className={classes.count}>{appsInWords(list.total)}</span>
      </div>
      <nav aria-label="Categories">
        <CategoryChips counts={counts} current={category} />
      </nav>
      <nav aria-label="Order">
        <ul className={classes.chips}>
          {Object.entries(sortNames).map(([id, name]) => (
            <li key={id}>
              <a
                className={classes.chip}
                href={`?sort=${id}`}
                aria-current={id === sort ? "true" : undefined}
              >
                {name}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {list.items.length > 0 ? (
        <AppTiles apps={list.items} />
      ) : (
        <div className={classes.empty}>
          <h2>{list.total > 0 ? "There is no such page" : "No apps here yet"}</h2>
          <p>
            <a href={list.total > 0 ? `?sort=${sort}` : "/"}>
              {list.total > 0 ? "To the first one" : "To all apps"}
            </a>
          </p>
        </div>
      )}
      <PageLinks page={list} query={{ sort }} />
    </section>
  );
}
