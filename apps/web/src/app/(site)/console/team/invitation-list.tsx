import { Badge, Group, Text } from "@mantine/core";
import { isOpenInvitation, type NamedInvitation } from "@mosis/domain";
import { IconLink, IconMail } from "@tabler/icons-react";
import { asRole } from "@/team/role-words.ts";
import { RelativeTime } from "@/ui/relative-time.tsx";
import { InvitationActions } from "./invitation-actions.tsx";
import classes from "./team.module.css";

/** Invitations that wait for an answer. */
export function InvitationList({ invitations, now }: { invitations: readonly NamedInvitation[]; now: Date }) {
  if (invitations.length === 0) {
    return (
      <Text size="sm" c="dimmed" className={classes.padded}>
        Nobody is invited at the moment.
      </Text>
    );
  }
  return (
    <ul className={classes.list}>
      {invitations.map((invitation) => {
        const isOpen = isOpenInvitation(invitation, now);
        const Icon = invitation.email === null ? IconLink : IconMail;
        const whom = invitation.email ?? "Whoever has the link";
        return (
          <li key={invitation.id} className={classes.member}>
            <Icon size={22} stroke={1.5} aria-hidden="true" />
            <div className={classes.words}>
              <Group gap={6}>
                <Text fw={550} className={classes.name}>
                  {whom}
                </Text>
                {!isOpen && <Badge color="gray">Expired</Badge>}
                {isOpen && !invitation.isSent && <Badge color="yellow">Being sent</Badge>}
              </Group>
              <Text size="sm" c="dimmed" className={classes.name}>
                As {asRole[invitation.role]}, by {invitation.inviterName}{" "}
                <RelativeTime at={invitation.createdAt} />, {isOpen ? "expires" : "expired"}{" "}
                <RelativeTime at={invitation.expiresAt} />
              </Text>
            </div>
            <div className={classes.actions}>
              <InvitationActions
                invitationId={invitation.id}
                whom={whom}
                byMail={invitation.email !== null}
              />
            </div>
          </li>
        );
      })}
    </ul>
  );
}
