import { Stack } from "@mantine/core";
import { ListQuery } from "@mosis/domain";
import { IconPackage } from "@tabler/icons-react";
import type { Metadata } from "next";
import { requireActor } from "@/auth/session.ts";
import { container } from "@/container.ts";
import { presentOpenUpload } from "@/http/present.ts";
import { EmptyState } from "@/ui/empty-state.tsx";
import { LinkButton } from "@/ui/link.tsx";
import { Pager, SearchForm } from "@/ui/list-controls.tsx";
import { Section } from "@/ui/section.tsx";
import { VersionList } from "@/ui/version-list.tsx";
import { InterruptedUploads } from "@/upload/interrupted-uploads.tsx";
import { PackageUpload } from "@/upload/package-upload.tsx";
import { requireApp } from "../../require-app.ts";

export const metadata: Metadata = { title: "Versions" };

type Props = { params: Promise<{ packageId: string }>; searchParams: Promise<unknown> };

export default async function VersionsPage({ params, searchParams }: Props) {
  const [app, actor] = await Promise.all([requireApp(params), requireActor()]);
  const query = ListQuery.parse(await searchParams);
  const { queries } = container();
  const [page, uploads] = await Promise.all([
    queries.listVersions(actor, app.id, query),
    queries.listOpenUploads(actor, app.id),
  ]);
  // Codes only grow, so that the newest versions have the greatest; what is not listed is left to the store.
  const takenCode = Math.max(0, ...page.items.map(({ versionCode }) => versionCode ?? 0));
  return (
    <Stack gap="lg">
      <PackageUpload appId={app.id} app={{ packageId: app.packageId, takenCode }}>
        <InterruptedUploads
          uploads={uploads.filter(({ kind }) => kind === "package").map(presentOpenUpload)}
        />
      </PackageUpload>
      <Section
        title={page.total === 1 ? "1 version" : `${page.total} versions`}
        aside={<SearchForm label="Search versions" search={query.search} />}
      >
        {page.items.length === 0 ? (
          <EmptyState
            icon={<IconPackage size={24} />}
            title={query.search ? "No version matches" : "No version yet"}
            action={
              query.search && (
                <LinkButton href={`/console/apps/${app.packageId}/versions`} variant="default">
                  Show all versions
                </LinkButton>
              )
            }
          >
            {query.search
              ? "Try a version name, a version code or a file name."
              : "The first package goes above."}
          </EmptyState>
        ) : (
          <VersionList packageId={app.packageId} versions={page.items} />
        )}
        <Pager page={page} search={query.search} />
      </Section>
    </Stack>
  );
}
