import { Alert, Badge, Group, Paper, Progress, Stack, Text, Title } from "@mantine/core";
import { isCoreTrack } from "@mosis/domain";
import { IconAlertTriangle, IconCalendarEvent, IconDevices } from "@tabler/icons-react";
import type { ReleaseOnTrackJson, TrackJson } from "@/http/client.ts";
import { countOf } from "@/ui/count-of.ts";
import { LinkAnchor } from "@/ui/link.tsx";
import { RelativeTime } from "@/ui/relative-time.tsx";
import { ReleaseActions } from "./release-actions.tsx";
import { ReleaseBadge } from "./release-badge.tsx";
import { haltWords, nameOf, othersGet, reportWords } from "./release-words.ts";
import { RemoveTrack } from "./remove-track.tsx";
import { formatRamp, formatShare } from "./share.ts";
import { StartRelease } from "./start-release.tsx";
import classes from "./track-card.module.css";

/** A track: what it leads to, what is rolling on it, and what comes next. */
export function TrackCard({ track, base }: { track: TrackJson; base: string }) {
  const { candidate, scheduled } = track;
  const id = `track-${track.name}`;
  return (
    <Paper withBorder component="section" aria-labelledby={id} className={classes.card}>
      <Group justify="space-between" gap="sm" className={classes.head}>
        <Group gap="xs">
          <Title order={2} id={id}>
            {track.name}
          </Title>
          {track.audience === "listed" && (
            <Badge color="gray" leftSection={<IconDevices size={12} aria-hidden="true" />}>
              {countOf(track.devices, "listed device")}
            </Badge>
          )}
        </Group>
        <Group gap="xs">
          {track.audience === "listed" && (
            <LinkAnchor href={`${base}/tracks/${track.id}`} size="sm">
              Devices
            </LinkAnchor>
          )}
          {!isCoreTrack(track.name) && <RemoveTrack track={track} />}
          <StartRelease appId={track.app_id} track={track.name} label="Release" variant="default" size="xs" />
        </Group>
      </Group>
      {candidate && <Candidate release={candidate} track={track} />}
      <div className={classes.part}>
        {track.base ? (
          <Group justify="space-between" gap="sm">
            <Stack gap={2} miw={0} flex="1 1 220px">
              <Text size="sm" c="dimmed">
                {candidate ? "The others get" : "Devices get"}
              </Text>
              <Version release={track.base} base={base} />
              <Text size="sm" c="dimmed" className="tabular">
                since <RelativeTime at={new Date(track.base.status_changed_at)} />
                {track.base.installed + track.base.failed > 0 &&
                  ` · ${countOf(track.base.installed, "device")} installed it, ${track.base.failed.toLocaleString("en")} failed`}
              </Text>
            </Stack>
            <ReleaseActions release={track.base} track={track} quiet />
          </Group>
        ) : (
          <Text c="dimmed">
            {candidate
              ? "The others find nothing on this track."
              : track.audience === "listed" && track.devices === 0
                ? "Nothing is on this track, and no device is listed to see it."
                : "Nothing is on this track yet: devices that ask for it find nothing."}
          </Text>
        )}
      </div>
      {scheduled && (
        <div className={classes.part}>
          <Group justify="space-between" gap="sm">
            <Stack gap={2} miw={0} flex="1 1 220px">
              <Group gap="xs">
                <IconCalendarEvent size={16} aria-hidden="true" />
                <Version release={scheduled} base={base} />
                <ReleaseBadge status="scheduled" />
              </Group>
              <Text size="sm" c="dimmed">
                {scheduled.starts_at && (
                  <>
                    begins <RelativeTime at={new Date(scheduled.starts_at)} />
                  </>
                )}{" "}
                with{" "}
                {scheduled.basis_points === 10_000 ? "every device" : formatShare(scheduled.basis_points)}
                {scheduled.ramp && ` · ${formatRamp(scheduled.ramp)}`}
                {scheduled.group_id && " · together with other apps"}
                {candidate && ` · waits until ${nameOf(candidate)} is complete or rolled back`}
              </Text>
            </Stack>
            <ReleaseActions release={scheduled} track={track} />
          </Group>
        </div>
      )}
    </Paper>
  );
}

function Candidate({ release, track }: { release: ReleaseOnTrackJson; track: TrackJson }) {
  const halted = release.paused_for === "failures";
  const share = release.basis_points / 100;
  const color = halted ? "red" : release.status === "paused" ? "yellow" : "iris";
  return (
    <div className={classes.part}>
      <Stack gap="sm">
        <Group justify="space-between" gap="sm" align="flex-start">
          <Group gap="xs">
            <Text fw={600} className="tabular">
              {nameOf(release)}
            </Text>
            <ReleaseBadge status={release.status} halted={halted} />
          </Group>
          <ReleaseActions release={release} track={track} />
        </Group>
        <div>
          <Progress
            value={share}
            size="lg"
            color={color}
            aria-label={`${formatShare(release.basis_points)} of the devices`}
          />
          <Text size="sm" mt={6} className="tabular">
            <b>{formatShare(release.basis_points)}</b>{" "}
            {release.status === "paused"
              ? `of the devices were to get it. It is offered to none now: ${othersGetNow(track)}.`
              : `of the devices get it; ${othersGet(track.base)}.`}
          </Text>
        </div>
        {halted ? (
          <Alert
            color="red"
            icon={<IconAlertTriangle size={18} />}
            title={
              <>
                Too many devices could not install it{" "}
                <RelativeTime at={new Date(release.status_changed_at)} />
              </>
            }
          >
            <Text size="sm">{haltWords(release)}</Text>
            <Text size="sm" mt={6}>
              Find out what those devices have in common. Roll it back to be rid of it, or resume it: what was
              reported until then is not counted again.
            </Text>
          </Alert>
        ) : (
          <Text size="sm" c="dimmed" className="tabular">
            {reportWords(release)}
          </Text>
        )}
        {release.ramp && (
          <Text size="sm" c="dimmed" className="tabular">
            Grows {formatRamp(release.ramp)}
            {release.raises_at ? (
              <>
                {" · "}
                {nextStep(release)} <RelativeTime at={new Date(release.raises_at)} />
              </>
            ) : (
              " · not while it is paused"
            )}
          </Text>
        )}
      </Stack>
    </div>
  );
}

function nextStep({ basis_points, ramp }: ReleaseOnTrackJson): string {
  if (basis_points === 10_000) return "complete";
  return formatShare(Math.min(10_000, basis_points + (ramp?.step_basis_points ?? 0)));
}

function othersGetNow({ base }: TrackJson): string {
  return base ? `all devices get ${nameOf(base)}` : "devices find nothing new";
}

function Version({ release, base }: { release: ReleaseOnTrackJson; base: string }) {
  const app = base.replace(/\/releases$/, "");
  return (
    <LinkAnchor href={`${app}/versions/${release.version_id}`} fw={600} size="md" className="tabular">
      {nameOf(release)}
    </LinkAnchor>
  );
}
