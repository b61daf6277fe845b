import { Group, Stack, Text, Title } from "@mantine/core";
import { isDomainError, ListQuery } from "@mosis/domain";
import { IconDevices } from "@tabler/icons-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { requireActor } from "@/auth/session.ts";
import { container } from "@/container.ts";
import { AddTrackDevices } from "@/releases/add-track-devices.tsx";
import { RemoveTrackDevice } from "@/releases/remove-track-device.tsx";
import { countOf } from "@/ui/count-of.ts";
import { EmptyState } from "@/ui/empty-state.tsx";
import { Hash } from "@/ui/hash.tsx";
import { LinkAnchor, LinkButton } from "@/ui/link.tsx";
import { Pager, SearchForm } from "@/ui/list-controls.tsx";
import { RelativeTime } from "@/ui/relative-time.tsx";
import rows from "@/ui/rows.module.css";
import { Section } from "@/ui/section.tsx";
import { requireApp } from "../../../require-app.ts";

export const metadata: Metadata = { title: "Devices of a track" };

type Props = { params: Promise<{ packageId: string; trackId: string }>; searchParams: Promise<unknown> };

export default async function TrackDevicesPage({ params, searchParams }: Props) {
  const [app, actor, { trackId }] = await Promise.all([requireApp(params), requireActor(), params]);
  const query = ListQuery.parse(await searchParams);
  const { app: useCases } = container();
  const item = (await useCases.listTracks({ actor, appId: app.id })).find(
    ({ track }) => track.id === trackId,
  );
  if (!item) notFound();
  const { track } = item;
  const page = await useCases
    .listTrackDevices({ actor, trackId: track.id, query })
    .catch((error: unknown) => {
      if (isDomainError(error, "not_found")) notFound();
      throw error;
    });
  const base = `/console/apps/${app.packageId}/releases`;
  return (
    <Stack gap="lg">
      <Stack gap={4}>
        <LinkAnchor href={base} size="sm">
          All tracks
        </LinkAnchor>
        <Group justify="space-between" gap="sm">
          <Title order={2} size="h1">
            Devices of {track.name}
          </Title>
          <AddTrackDevices trackId={track.id} trackName={track.name} />
        </Group>
        <Text c="dimmed">
          {track.audience === "listed"
            ? `For a device that is not listed here, ${track.name} does not exist.`
            : `Every device may see ${track.name}: the list is not asked.`}{" "}
          Of a device's name only the SHA-256 leaves your browser and is kept.
        </Text>
      </Stack>
      <Section
        title={countOf(page.total, "device")}
        aside={<SearchForm label="Search devices" search={query.search} />}
      >
        {page.items.length === 0 ? (
          <EmptyState
            icon={<IconDevices size={24} />}
            title={query.search ? "No device matches" : "No device is listed"}
            action={
              query.search && (
                <LinkButton href={`${base}/tracks/${track.id}`} variant="default">
                  Show all devices
                </LinkButton>
              )
            }
          >
            {query.search
              ? "Labels and hashes are searched; names are not known here."
              : "Add the names that your test devices give when they ask for updates."}
          </EmptyState>
        ) : (
          <ul className={rows.list}>
            {page.items.map(({ nameSha256, label, addedBy, addedAt }) => (
              <li key={nameSha256} className={rows.item}>
                <div className={rows.words}>
                  <Text fw={550}>{label}</Text>
                  <Text size="sm" c="dimmed" component="div">
                    <Group gap={6}>
                      <Hash value={nameSha256} label="SHA-256 of the name" />
                      <span>
                        added{addedBy && ` by ${addedBy}`} <RelativeTime at={addedAt} />
                      </span>
                    </Group>
                  </Text>
                </div>
                <RemoveTrackDevice trackId={track.id} trackName={track.name} device={{ nameSha256, label }} />
              </li>
            ))}
          </ul>
        )}
        <Pager page={page} search={query.search} />
      </Section>
    </Stack>
  );
}
