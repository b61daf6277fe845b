import { CatalogQuery } from "@mosis/domain";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { z } from "zod";
import { AppTiles } from "@/catalog/app-tiles.tsx";
import classes from "@/catalog/lists.module.css";
import { PageLinks } from "@/catalog/page-links.tsx";
import { pageMetadata } from "@/catalog/page-metadata.ts";
import { appsInWords } from "@/catalog/words.ts";
import { container } from "@/container.ts";

type Props = { params: Promise<{ developerId: string }>; searchParams: Promise<unknown> };

async function developerOf({ params }: Pick<Props, "params">) {
  const id = z.uuid().safeParse((await params).developerId);
  return (id.success && (await container().catalog.findDeveloper(id.data))) || notFound();
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const { id, name } = await developerOf(props);
  return pageMetadata({ title: name, description: `Apps by ${name}.`, path: `/developers/${id}` });
}

export default async function DeveloperPage(props: Props) {
  const { id, name } = await developerOf(props);
  const { page } = CatalogQuery.parse(await props.searchParams);
  const list = await container().catalog.list({ category: null, developerId: id, sort: "popular", page });
  return (
    <section className={classes.section}>
      <div className={classes.head}>
        <h1>{name}</h1>
        <span className={classes.count}>{appsInWords(list.total)}</span>
      </div>
      <AppTiles apps={list.items} />
      <PageLinks page={list} />
    </section>
  );
}
