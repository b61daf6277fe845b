import type { Category } from "@mosis/domain";
import classes from "./frame.module.css";

/** A plain form, which leads to the page of what was found. */
export function SearchForm({ q = "", category = null }: { q?: string; category?: Category | null }) {
  return (
    <search className={classes.search}>
      <form action="/search">
        <input
          className={classes.field}
          type="search"
          name="q"
          defaultValue={q}
          placeholder="Search apps"
          aria-label="Search apps"
          maxLength={200}
          autoComplete="off"
        />
        {category && <input type="hidden" name="category" value={category} />}
        <button type="submit" className={classes.button}>
          Search
        </button>
      </form>
    </search>
  );
}
