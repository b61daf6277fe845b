import type { Metadata } from "next";
import { headers } from "next/headers";
import { notFound } from "next/navigation";
import { isOwnRender } from "@/catalog/answer-page.ts";
import classes from "@/catalog/lists.module.css";

export const metadata: Metadata = { title: "Not here", robots: { index: false } };

/** What is shown in place of a page that does not exist. Only the portal itself finds it: see catalog/answer-page.ts. */
export default async function NotHerePage() {
  if (!isOwnRender(await headers())) notFound();
  return (
    <div className={classes.empty}>
      <h1>There is nothing here</h1>
      <p>The address may be mistyped, or the app is not in the catalog any more.</p>
      <p>
        <a href="/">To the catalog</a>
      </p>
    </div>
  );
}
