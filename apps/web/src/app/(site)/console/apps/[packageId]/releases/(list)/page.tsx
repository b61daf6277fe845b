import { Group, SimpleGrid, Stack } from "@mantine/core";
import type { Metadata } from "next";
import { requireActor } from "@/auth/session.ts";
import { container } from "@/container.ts";
import { presentTracks } from "@/http/present-releases.ts";
import { ReleasesQuery } from "@/http/release-inputs.ts";
import { AddTrack } from "@/releases/add-track.tsx";
import { FollowReleases } from "@/releases/follow-releases.tsx";
import { ReleaseHistory } from "@/releases/release-history.tsx";
import { signatureOf } from "@/releases/release-words.ts";
import { StartRelease } from "@/releases/start-release.tsx";
import { TrackCard } from "@/releases/track-card.tsx";
import { LinkButton } from "@/ui/link.tsx";
import { requireApp } from "../../require-app.ts";

export const metadata: Metadata = { title: "Releases" };

type Props = { params: Promise<{ packageId: string }>; searchParams: Promise<unknown> };

export default async function ReleasesPage({ params, searchParams }: Props) {
  const [app, actor] = await Promise.all([requireApp(params), requireActor()]);
  const { track: trackId, ...query } = ReleasesQuery.parse(await searchParams);
  const { app: useCases } = container();
  const [items, page] = await Promise.all([
    useCases.listTracks({ actor, appId: app.id }),
    useCases.listReleases({ actor, appId: app.id, trackId, query }),
  ]);
  const tracks = presentTracks(items);
  const base = `/console/apps/${app.packageId}/releases`;
  return (
    <Stack gap="lg">
      <Group justify="space-between" gap="sm">
        <Group gap="sm">
          <StartRelease appId={app.id} label="Start a release" />
          <LinkButton href={`/console/releases/together?app=${app.packageId}`} variant="default">
            Several apps together
          </LinkButton>
          <AddTrack appId={app.id} />
        </Group>
        <FollowReleases appId={app.id} shown={signatureOf(tracks)} />
      </Group>
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg" style={{ alignItems: "start" }}>
        {tracks.items.map((track) => (
          <TrackCard key={track.id} track={track} base={base} />
        ))}
      </SimpleGrid>
      <ReleaseHistory
        page={page}
        query={{ ...query, trackId }}
        tracks={tracks.items}
        packageId={app.packageId}
      />
    </Stack>
  );
}
