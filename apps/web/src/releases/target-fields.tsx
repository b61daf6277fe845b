"use client";

import { NativeSelect, Select, Text } from "@mantine/core";
import type { ReleasableJson, TrackJson } from "../http/client.ts";
import { nameOf, releaseLooks } from "./release-words.ts";

/** The version of a release: the latest ones, or those that are found. */
export function VersionField({
  versions,
  value,
  onChange,
  onSearch,
  error,
}: {
  versions: readonly ReleasableJson[] | null;
  value: ReleasableJson | null;
  onChange: (version: ReleasableJson | null) => void;
  onSearch: (search: string) => void;
  error?: string | null;
}) {
  // What was chosen stays a choice while others are searched for.
  const offered = [...(versions ?? [])];
  if (value && !offered.some(({ id }) => id === value.id)) offered.push(value);
  return (
    <Select
      label="Version"
      placeholder={versions ? "Choose a version" : "Reading…"}
      searchable
      nothingFoundMessage="No published version matches"
      // The store has searched already.
      filter={({ options }) => options}
      onSearchChange={(search) => onSearch(value && search === nameOf({ version: value }) ? "" : search)}
      data={offered.map((version) => ({ value: version.id, label: nameOf({ version }) }))}
      value={value?.id ?? null}
      onChange={(id) => onChange(offered.find((version) => version.id === id) ?? null)}
      error={error}
    />
  );
}

/** The track of a release, with what is on it. */
export function TrackField({
  tracks,
  value,
  onChange,
}: {
  tracks: readonly TrackJson[] | null;
  value: string;
  onChange: (name: string) => void;
}) {
  const track = tracks?.find(({ name }) => name === value);
  return (
    <div>
      <NativeSelect
        label="Track"
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        data={(tracks ?? []).map(({ name, audience }) => ({
          value: name,
          label: audience === "listed" ? `${name}, listed devices` : name,
        }))}
      />
      {track && (
        <Text size="sm" c="dimmed" mt={4}>
          {standing(track)}
        </Text>
      )}
    </div>
  );
}

function standing({ base, candidate, scheduled }: TrackJson): string {
  const leads = base ? `Leads to ${nameOf(base)}.` : "Nothing is on it yet.";
  if (candidate) {
    const state = releaseLooks[candidate.status].label.toLowerCase();
    return `${leads} ${nameOf(candidate)} is ${state}: complete it or roll it back first, or schedule this one.`;
  }
  return scheduled ? `${leads} ${nameOf(scheduled)} is scheduled.` : leads;
}
