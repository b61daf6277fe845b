"use client";

import { Button, Text, VisuallyHidden } from "@mantine/core";
import Link from "next/link";
import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { api } from "@/http/client.ts";
import { useCall } from "@/http/use-call.ts";
import rows from "@/ui/rows.module.css";
import classes from "./notices.module.css";

/** A notice, which leads to its place and is read once somebody went there. */
export function NoticeRow({
  id,
  message,
  place,
  isUnread,
  when,
  account,
}: {
  id: string;
  message: string;
  place: string;
  isUnread: boolean;
  when: ReactNode;
  /** Whose affair it is, where it is not the account one acts for. */
  account: ReactNode;
}) {
  const router = useRouter();
  const { sending, run } = useCall();
  const read = () => api.post("/api/v1/notices/read", { ids: [id] });
  return (
    <li className={rows.item} data-unread={isUnread || undefined}>
      <span className={classes.dot} data-unread={isUnread || undefined} aria-hidden="true" />
      <div className={rows.words}>
        <Link href={place} className={classes.message} onClick={() => isUnread && void read()}>
          {isUnread && <VisuallyHidden component="span">Unread: </VisuallyHidden>}
          {message}
        </Link>
        <Text size="sm" c="dimmed" component="div" className={classes.under}>
          {when} {account}
        </Text>
      </div>
      {isUnread && (
        <Button
          size="xs"
          variant="subtle"
          loading={sending}
          onClick={() =>
            run(async () => {
              await read();
              router.refresh();
            })
          }
        >
          Mark as read
        </Button>
      )}
    </li>
  );
}
