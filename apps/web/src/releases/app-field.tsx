"use client";

import { Select } from "@mantine/core";
import { useEffect, useState } from "react";
import { api } from "../http/client.ts";

export interface AppChoice {
  id: string;
  name: string;
  package_id: string;
}

const labelOf = ({ name, package_id }: AppChoice) => `${name}, ${package_id}`;

/** One of one's own apps: the ones that changed last, or those that are found. */
export function AppField({
  value,
  onChange,
  error,
}: {
  value: AppChoice | null;
  onChange: (app: AppChoice | null) => void;
  error?: string | null;
}) {
  const [search, setSearch] = useState("");
  const [found, setFound] = useState<readonly AppChoice[]>([]);

  useEffect(() => {
    let current = true;
    const timer = setTimeout(
      async () => {
        const query = new URLSearchParams({ search }).toString();
        // What cannot be read is no choice; sending the form says what is wrong.
        const page = await api.get<{ items: AppChoice[] }>(`/api/v1/apps?${query}`).catch(() => null);
        if (current && page) setFound(page.items);
      },
      search === "" ? 0 : 250,
    );
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [search]);

  const offered = [...found];
  if (value && !offered.some(({ id }) => id === value.id)) offered.push(value);
  return (
    <Select
      label="App"
      placeholder="Choose an app"
      searchable
      nothingFoundMessage="No app of yours matches"
      // The store has searched already.
      filter={({ options }) => options}
      onSearchChange={(text) => setSearch(value && text === labelOf(value) ? "" : text)}
      data={offered.map((app) => ({ value: app.id, label: labelOf(app) }))}
      value={value?.id ?? null}
      onChange={(id) => onChange(offered.find((app) => app.id === id) ?? null)}
      error={error}
    />
  );
}
