"use client";

import { Kbd, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { Spotlight, type SpotlightActionData, spotlight } from "@mantine/spotlight";
import type { PlatformRole } from "@mosis/domain";
import {
  IconAdjustments,
  IconApi,
  IconApps,
  IconBell,
  IconBuildingStore,
  IconChecklist,
  IconDevices,
  IconHome,
  IconPlus,
  IconSearch,
} from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { api } from "@/http/client.ts";
import { AppIcon } from "@/ui/app-icon.tsx";
import { accountPlaces } from "./account-places.ts";
import { adminPlaces } from "./admin-places.ts";
import classes from "./shell.module.css";

interface FoundApp {
  id: string;
  name: string;
  package_id: string;
  icon: { content_hash: string } | null;
}

/** Every place one can go, and one's own apps, a few keys away. */
export function CommandPalette({ role }: { role: PlatformRole }) {
  const router = useRouter();
  const [query, setQuery] = useState("");
  const apps = useOwnApps(query);
  const place = (id: string, label: string, href: string, icon: React.ReactNode): SpotlightActionData => ({
    id,
    label,
    leftSection: icon,
    // The catalog is made of whole pages, which no router of the portal knows.
    onClick: () => (href === "/" ? location.assign(href) : router.push(href)),
  });
  const actions = [
    {
      group: "Go to",
      actions: [
        place("console", "Console", "/console", <IconHome size={18} stroke={1.5} key="i" />),
        place("apps", "All my apps", "/console/apps", <IconApps size={18} stroke={1.5} key="i" />),
        place("new", "New app", "/console/apps/new", <IconPlus size={18} stroke={1.5} key="i" />),
        ...(role === "admin"
          ? [
              place("admin", "Administration", "/admin", <IconAdjustments size={18} stroke={1.5} key="i" />),
              ...adminPlaces.map(({ href, label, Icon }) =>
                place(href, label, href, <Icon size={18} stroke={1.5} key="i" />),
              ),
            ]
          : []),
        ...(role !== "member"
          ? [place("review", "Review queue", "/review", <IconChecklist size={18} stroke={1.5} key="i" />)]
          : []),
        ...accountPlaces.map(({ href, label, Icon }) =>
          place(href, label, href, <Icon size={18} stroke={1.5} key="i" />),
        ),
        place(
          "notifications",
          "Notifications",
          "/console/notifications",
          <IconBell size={18} stroke={1.5} key="i" />,
        ),
        place("sessions", "Sessions", "/console/sessions", <IconDevices size={18} stroke={1.5} key="i" />),
        place("api", "API reference", "/docs/api", <IconApi size={18} stroke={1.5} key="i" />),
        place("catalog", "Catalog", "/", <IconBuildingStore size={18} stroke={1.5} key="i" />),
      ],
    },
    {
      group: "My apps",
      actions: apps.map((app) => ({
        ...place(
          app.id,
          app.name,
          `/console/apps/${app.package_id}`,
          <AppIcon
            app={{ ...app, icon: app.icon && { contentHash: app.icon.content_hash } }}
            size={24}
            key="i"
          />,
        ),
        description: app.package_id,
      })),
    },
  ];
  return (
    <>
      <UnstyledButton
        className={classes.search}
        onClick={spotlight.open}
        aria-keyshortcuts="Control+K Meta+K"
      >
        <IconSearch size={16} aria-hidden="true" />
        <span className={classes.searchWords}>Search</span>
        <VisuallyHidden component="span"> and commands</VisuallyHidden>
        <Kbd size="xs" className={classes.searchKeys} aria-hidden="true">
          Ctrl K
        </Kbd>
      </UnstyledButton>
      <Spotlight
        actions={actions}
        query={query}
        onQueryChange={setQuery}
        shortcut="mod + K"
        nothingFound="Nothing here has that name."
        highlightQuery
        scrollable
        searchProps={{
          leftSection: <IconSearch size={18} />,
          placeholder: "Where to?",
          "aria-label": "Where to?",
        }}
      />
    </>
  );
}

/** The first page of one's own apps that match; asked for when typing rests. */
function useOwnApps(search: string): FoundApp[] {
  const [apps, setApps] = useState<FoundApp[]>([]);
  useEffect(() => {
    if (!search) return setApps([]);
    const timer = setTimeout(() => {
      api.get<{ items: FoundApp[] }>(`/api/v1/apps?${new URLSearchParams({ search })}`).then(
        ({ items }) => setApps(items),
        () => setApps([]),
      );
    }, 150);
    return () => clearTimeout(timer);
  }, [search]);
  return apps;
}
