"use client";

import { ActionIcon, Indicator, Popover, Text, VisuallyHidden } from "@mantine/core";
import { IconBell } from "@tabler/icons-react";
import Link from "next/link";
import { useState } from "react";
import { api, type BellJson } from "@/http/client.ts";
import { useLive } from "@/live/use-live.ts";
import { RelativeTime } from "@/ui/relative-time.tsx";
import classes from "./notice-bell.module.css";
import { useVisible } from "./use-visible.ts";

const silent: BellJson = { unread: 0, latest: [] };
const never = () => false;

/** How many notices are unread, as it stands, and the latest of them. */
export function NoticeBell() {
  const visible = useVisible();
  const [opened, setOpened] = useState(false);
  const { resource: bell } = useLive({
    url: visible ? "/api/v1/notices/events" : null,
    initial: silent,
    isFinal: never,
  });
  const count = bell.unread >= 100 ? "99+" : String(bell.unread);
  const close = () => setOpened(false);
  return (
    <Popover opened={opened} onChange={setOpened} width={360} position="bottom-end" shadow="md" trapFocus>
      <Indicator label={count} size={16} offset={5} disabled={bell.unread === 0} className={classes.mark}>
        <Popover.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={34}
            aria-label={bell.unread === 0 ? "Notifications" : `Notifications, ${count} unread`}
            aria-expanded={opened}
            onClick={() => setOpened((open) => !open)}
          >
            <IconBell size={19} stroke={1.6} />
          </ActionIcon>
        </Popover.Target>
      </Indicator>
      <Popover.Dropdown p={0} aria-label="Notifications" className={classes.sheet}>
        <div className={classes.head}>
          <Text fw={600}>Notifications</Text>
          <button
            type="button"
            className={classes.quiet}
            disabled={bell.unread === 0}
            onClick={() => void api.post("/api/v1/notices/read", {})}
          >
            Mark all as read
          </button>
        </div>
        {bell.latest.length === 0 ? (
          <Text size="sm" c="dimmed" px="md" py="lg" ta="center">
            Nothing yet. What concerns you appears here.
          </Text>
        ) : (
          <ul className={classes.list}>
            {bell.latest.map((notice) => (
              <li key={notice.id}>
                <Link
                  href={notice.place}
                  className={classes.notice}
                  data-unread={notice.read_at === null || undefined}
                  onClick={() => {
                    close();
                    if (notice.read_at === null) void api.post("/api/v1/notices/read", { ids: [notice.id] });
                  }}
                >
                  <span className={classes.words}>
                    {notice.read_at === null && <VisuallyHidden component="span">Unread: </VisuallyHidden>}
                    {notice.message}
                  </span>
                  <span className={classes.when}>
                    <RelativeTime at={new Date(notice.at)} />
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        )}
        <Link href="/console/notifications" className={classes.all} onClick={close}>
          See all
        </Link>
      </Popover.Dropdown>
    </Popover>
  );
}
