import { Badge, Group, Text } from "@mantine/core";
import { IconDevices } from "@tabler/icons-react";
import type { Metadata } from "next";
import { requireSession } from "@/auth/session.ts";
import { container } from "@/container.ts";
import { PageHeader } from "@/ui/page-header.tsx";
import { RelativeTime } from "@/ui/relative-time.tsx";
import classes from "@/ui/rows.module.css";
import { Section } from "@/ui/section.tsx";
import { describeBrowser } from "./describe-browser.ts";
import { RevokeSession } from "./revoke-session.tsx";

export const metadata: Metadata = { title: "Sessions" };

const providers = { github: "GitHub", demo: "the demo sign-in" } as const;

export default async function SessionsPage() {
  const { actor, session: current } = await requireSession();
  const sessions = await container().app.listSessions({ actor });
  return (
    <>
      <PageHeader
        title="Sessions"
        lead="Where you are signed in. A session you revoke is signed out at once."
      />
      <Section title={sessions.length === 1 ? "1 session" : `${sessions.length} sessions`}>
        <ul className={classes.list}>
          {sessions.map((session) => (
            <li key={session.id} className={classes.item}>
              <IconDevices size={22} stroke={1.5} aria-hidden="true" />
              <div className={classes.words}>
                <Group gap="xs">
                  <Text fw={550}>{describeBrowser(session.userAgent)}</Text>
                  {session.id === current.id && <Badge color="green">This one</Badge>}
                </Group>
                <Text size="sm" c="dimmed">
                  By {providers[session.provider]} <RelativeTime at={session.createdAt} />, last used{" "}
                  <RelativeTime at={session.lastSeenAt} />
                </Text>
              </div>
              {session.id !== current.id && (
                <RevokeSession sessionId={session.id} browser={describeBrowser(session.userAgent)} />
              )}
            </li>
          ))}
        </ul>
      </Section>
    </>
  );
}
