"use client";

import { Alert, Button, Grid, GridCol, Group, Paper, Stack, Text, VisuallyHidden } from "@mantine/core";
import { mostTogether } from "@mosis/domain";
import { IconCircleCheck, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { api, type ReleasableJson } from "../http/client.ts";
import { useCall } from "../http/use-call.ts";
import { LinkAnchor } from "../ui/link.tsx";
import { ProblemAlert } from "../ui/problem-alert.tsx";
import { type AppChoice, AppField } from "./app-field.tsx";
import { nameOf } from "./release-words.ts";
import { RolloutFields, RolloutWords, useRollout } from "./rollout-fields.tsx";
import { TrackField, VersionField } from "./target-fields.tsx";
import { useChoices } from "./use-choices.ts";

interface Row {
  key: number;
  app: AppChoice | null;
  version: ReleasableJson | null;
  track: string;
}

const empty = (key: number, app: AppChoice | null = null): Row => ({
  key,
  app,
  version: null,
  track: "stable",
});

/** A form that releases versions of several apps at the same moment. */
export function ReleaseTogether({ first }: { first: AppChoice | null }) {
  const [rows, setRows] = useState([empty(0, first), empty(1)]);
  const [tried, setTried] = useState(false);
  const [started, setStarted] = useState<readonly Row[] | null>(null);
  const { read, ...rollout } = useRollout();
  const { sending, problem, run } = useCall();
  const later = rollout.draft.when === "later";

  async function start() {
    setTried(true);
    const how = read();
    const releases = rows.flatMap(({ version, track }) => (version ? { version_id: version.id, track } : []));
    if (!how || releases.length < rows.length) return;
    await run(async () => {
      await api.post("/api/v1/releases/together", { releases, ...how });
      setStarted(rows);
    });
  }

  if (started) return <Started rows={started} later={later} />;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
    >
      <Stack gap="lg">
        {rows.map((row, at) => (
          <RowFields
            key={row.key}
            row={row}
            tried={tried}
            number={at + 1}
            onChange={(fields) =>
              setRows((all) => all.map((one) => (one.key === row.key ? { ...one, ...fields } : one)))
            }
            {...(rows.length > 2 && {
              onRemove: () => setRows((all) => all.filter(({ key }) => key !== row.key)),
            })}
          />
        ))}
        <Group>
          <Button
            variant="default"
            leftSection={<IconPlus size={16} />}
            disabled={rows.length >= mostTogether}
            onClick={() => setRows((all) => [...all, empty(Math.max(...all.map(({ key }) => key)) + 1)])}
          >
            Add an app
          </Button>
        </Group>
        <Paper withBorder p="lg">
          <Stack gap="md">
            <RolloutFields {...rollout} />
            <RolloutWords
              draft={rollout.draft}
              what="these versions"
              others="the others get what each track leads to"
            />
          </Stack>
        </Paper>
        {problem && <ProblemAlert problem={problem} />}
        <Group>
          <Button type="submit" loading={sending}>
            {later ? "Schedule together" : "Start together"}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function RowFields({
  row,
  number,
  tried,
  onChange,
  onRemove,
}: {
  row: Row;
  number: number;
  tried: boolean;
  onChange: (fields: Partial<Row>) => void;
  onRemove?: () => void;
}) {
  const [search, setSearch] = useState("");
  const choices = useChoices(row.app?.id ?? null, search);
  return (
    <Paper withBorder p="lg" component="fieldset" m={0} miw={0}>
      <VisuallyHidden component="legend">App {number}</VisuallyHidden>
      <Grid gap="md" align="flex-start">
        <GridCol span={{ base: 12, sm: 5 }}>
          <AppField
            value={row.app}
            onChange={(app) => onChange({ app, version: null, track: "stable" })}
            error={tried && !row.app ? "Choose an app." : null}
          />
        </GridCol>
        <GridCol span={{ base: 12, sm: 4 }}>
          <VersionField
            versions={row.app ? choices.versions : []}
            value={row.version}
            onChange={(version) => onChange({ version })}
            onSearch={setSearch}
            error={tried && row.app && !row.version ? "Choose a version." : null}
          />
        </GridCol>
        <GridCol span={{ base: 12, sm: 3 }}>
          <TrackField tracks={choices.tracks} value={row.track} onChange={(track) => onChange({ track })} />
        </GridCol>
      </Grid>
      {choices.problem && <ProblemAlert problem={choices.problem} />}
      {onRemove && (
        <Group justify="flex-end" mt="sm">
          <Button variant="subtle" color="red" size="xs" onClick={onRemove}>
            Leave it out
          </Button>
        </Group>
      )}
    </Paper>
  );
}

function Started({ rows, later }: { rows: readonly Row[]; later: boolean }) {
  return (
    <Alert
      color="green"
      icon={<IconCircleCheck size={18} />}
      title={later ? "They are scheduled together" : "They have started together"}
    >
      <Stack gap={6}>
        {rows.map(({ key, app, version, track }) => (
          <Text key={key} size="sm">
            {app && <LinkAnchor href={`/console/apps/${app.package_id}/releases`}>{app.name}</LinkAnchor>}{" "}
            {version && nameOf({ version })} on {track}
          </Text>
        ))}
      </Stack>
    </Alert>
  );
}
