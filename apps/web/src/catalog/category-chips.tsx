import { type Category, categories } from "@mosis/domain";
import classes from "./lists.module.css";

/** Categories that have apps, with how many. */
export function CategoryChips({
  counts,
  current = null,
  hrefOf = (category) => `/categories/${category}`,
}: {
  counts: readonly { category: Category; apps: number }[];
  current?: Category | null;
  hrefOf?: (category: Category) => string;
}) {
  return (
    <ul className={classes.chips}>
      {counts.map(({ category, apps }) => (
        <li key={category}>
          <a
            className={classes.chip}
            href={hrefOf(category)}
            aria-current={category === current ? "true" : undefined}
          >
            {categories[category]} <span>{apps.toLocaleString("en")}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}
