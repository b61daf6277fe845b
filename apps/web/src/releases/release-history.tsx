import { Text } from "@mantine/core";
import type { ListQuery, Page, ReleaseItem, TrackId } from "@mosis/domain";
import { IconRocket } from "@tabler/icons-react";
import Link from "next/link";
import type { TrackJson } from "@/http/client.ts";
import { countOf } from "@/ui/count-of.ts";
import { EmptyState } from "@/ui/empty-state.tsx";
import { LinkButton } from "@/ui/link.tsx";
import { Pager } from "@/ui/list-controls.tsx";
import { ListFilter } from "@/ui/list-filter.tsx";
import { RelativeTime } from "@/ui/relative-time.tsx";
import rows from "@/ui/rows.module.css";
import { Section } from "@/ui/section.tsx";
import { ReleaseBadge } from "./release-badge.tsx";
import { formatShare } from "./share.ts";

/** All releases of an app, the latest first. */
export function ReleaseHistory({
  page,
  query,
  tracks,
  packageId,
}: {
  page: Page<ReleaseItem>;
  query: ListQuery & { trackId: TrackId | null };
  tracks: readonly TrackJson[];
  packageId: string;
}) {
  const isFiltered = query.search !== "" || query.trackId !== null;
  const base = `/console/apps/${packageId}`;
  return (
    <Section
      title={countOf(page.total, "release")}
      aside={
        <ListFilter
          label="Search releases"
          placeholder="Version or track"
          search={query.search}
          choices={[
            {
              name: "track",
              label: "Track",
              value: query.trackId ?? "",
              options: [
                { value: "", label: "All tracks" },
                ...tracks.map(({ id, name }) => ({ value: id as string, label: name as string })),
              ],
            },
          ]}
        />
      }
    >
      {page.items.length === 0 ? (
        <EmptyState
          icon={<IconRocket size={24} />}
          title={isFiltered ? "No release matches" : "Nothing has been released yet"}
          action={
            isFiltered && (
              <LinkButton href={`${base}/releases`} variant="default">
                Show all releases
              </LinkButton>
            )
          }
        >
          {isFiltered
            ? "Try a version, or another track."
            : "Publish a version, then release it: to a few devices first if you like."}
        </EmptyState>
      ) : (
        <ul className={rows.list}>
          {page.items.map(({ release, track, version, createdBy }) => (
            <li key={release.id} className={`${rows.item} row-link`}>
              <div className={rows.words}>
                <Link className="row-anchor tabular" href={`${base}/versions/${version.id}`}>
                  {version.version ?? "A version"}
                  {version.versionCode !== null && ` (${version.versionCode})`} on {track.name}
                </Link>
                <Text size="sm" c="dimmed" className="tabular">
                  {release.status === "complete" ? "every device" : formatShare(release.basisPoints)}
                  {release.counts.installed + release.counts.failed > 0 &&
                    ` · ${release.counts.installed.toLocaleString("en")} installed, ${release.counts.failed.toLocaleString("en")} failed`}
                  {createdBy && ` · by ${createdBy}`} · <RelativeTime at={release.createdAt} />
                </Text>
              </div>
              <ReleaseBadge status={release.status} halted={release.pausedFor === "failures"} />
            </li>
          ))}
        </ul>
      )}
      <Pager page={page} search={query.search} filters={query.trackId ? { track: query.trackId } : {}} />
    </Section>
  );
}
