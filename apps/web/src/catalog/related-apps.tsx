import { type CatalogEntry, type CatalogItem, categories } from "@mosis/domain";
import { container } from "@/container.ts";
import { AppTiles } from "./app-tiles.tsx";
import classes from "./lists.module.css";

const shown = 3;

/** More from the developer, and what others look for in the category. */
export async function RelatedApps({ entry }: { entry: CatalogEntry }) {
  const { catalog } = container();
  const { developerId, developerName, category } = entry;
  const [own, similar] = await Promise.all([
    catalog.list({ category: null, developerId, sort: "popular", page: 1 }),
    catalog.list({ category, sort: "popular", page: 1 }),
  ]);
  const others = (items: readonly CatalogItem[]) => items.filter(({ id }) => id !== entry.id);
  const alike = others(similar.items).filter((app) => app.developerId !== developerId);
  return (
    <>
      <Apps
        id="developer"
        title={`More from ${developerName}`}
        apps={others(own.items)}
        href={`/developers/${developerId}`}
      />
      <Apps
        id="similar"
        title={`More in ${categories[category]}`}
        apps={alike}
        href={`/categories/${category}`}
      />
    </>
  );
}

function Apps({
  id,
  title,
  apps,
  href,
}: {
  id: string;
  title: string;
  apps: readonly CatalogItem[];
  href: string;
}) {
  if (apps.length === 0) return null;
  return (
    <section className={classes.section} aria-labelledby={id}>
      <div className={classes.head}>
        <h2 id={id}>{title}</h2>
        <a href={href}>
          Show all<span className={classes.unseen}>: {title}</span>
        </a>
      </div>
      <AppTiles apps={apps.slice(0, shown)} />
    </section>
  );
}
