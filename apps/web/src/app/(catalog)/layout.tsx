import "@/catalog/looks.css";

import type { ReactNode } from "react";
import classes from "@/catalog/frame.module.css";
import { SearchForm } from "@/catalog/search-form.tsx";

/** What stands around every page of the catalog. It knows nobody: pages are rendered once for all visitors. */
export default function CatalogLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <header className={classes.header}>
        <div className={classes.bar}>
          <a href="/" className={classes.brand} aria-label="Mosis, to the catalog">
            <svg width="26" height="26" viewBox="0 0 32 32" aria-hidden="true">
              <rect width="32" height="32" rx="8" className={classes.mark} />
              <path d="M8 23V10l8 7 8-7v13" className={classes.stroke} />
            </svg>
            Mosis
          </a>
          <nav className={classes.nav} aria-label="Main">
            <a href="/" aria-current="true">
              Catalog
            </a>
            <a href="/console">Console</a>
            <a href="/docs/api">API</a>
          </nav>
          <SearchForm />
        </div>
      </header>
      <main id="content" className={classes.main}>
        {children}
      </main>
      <footer className={classes.footer}>
        <a href="/feed.atom">Feed of new and updated apps</a>
        <a href="/docs/api">The catalog as JSON</a>
        <a href="/sitemap.xml">Sitemap</a>
      </footer>
    </>
  );
}
