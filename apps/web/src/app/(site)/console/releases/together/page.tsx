import { ListQuery } from "@mosis/domain";
import type { Metadata } from "next";
import { z } from "zod";
import { requireActor } from "@/auth/session.ts";
import { container } from "@/container.ts";
import { ReleaseTogether } from "@/releases/release-together.tsx";
import { PageHeader } from "@/ui/page-header.tsx";

export const metadata: Metadata = { title: "Release apps together" };

const Query = z.object({ app: z.string().max(200).catch("").default("") });

export default async function ReleaseTogetherPage({ searchParams }: { searchParams: Promise<unknown> }) {
  const actor = await requireActor();
  const { app: wanted } = Query.parse(await searchParams);
  const apps = await container().queries.listApps(actor, ListQuery.parse({ search: wanted }));
  const first = apps.items.find(({ packageId }) => packageId === wanted);
  return (
    <>
      <PageHeader
        title="Release apps together"
        lead="All of them begin at the same moment, or none does. From then on each is raised, paused and rolled back by itself."
      />
      <ReleaseTogether
        first={first ? { id: first.id, name: first.name, package_id: first.packageId } : null}
      />
    </>
  );
}
