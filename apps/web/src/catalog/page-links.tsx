import classes from "./lists.module.css";

/** Where in a list one is, and the ways on. Nothing when everything fits on one page. */
export function PageLinks({
  page,
  query = {},
}: {
  page: { total: number; page: number; pageCount: number };
  /** What else the list was asked for. */
  query?: Readonly<Record<string, string>>;
}) {
  if (page.pageCount <= 1) return null;
  const href = (to: number) => `?${new URLSearchParams({ ...query, page: String(to) })}`;
  return (
    <nav className={classes.pager} aria-label="Pages">
      <span>
        Page {page.page.toLocaleString("en")} of {page.pageCount.toLocaleString("en")}
      </span>
      <span className={classes.ways}>
        {page.page > 1 && (
          <a className={classes.way} href={href(Math.min(page.page - 1, page.pageCount))} rel="prev">
            Previous
          </a>
        )}
        {page.page < page.pageCount && (
          <a className={classes.way} href={href(page.page + 1)} rel="next">
            Next
          </a>
        )}
      </span>
    </nav>
  );
}
