import { Avatar, Badge, Group, Text } from "@mantine/core";
import type { Member, UserId } from "@mosis/domain";
import { roleNames } from "@/team/role-words.ts";
import { RelativeTime } from "@/ui/relative-time.tsx";
import { MemberActions } from "./member-actions.tsx";
import classes from "./team.module.css";

/** The account's people; owners change them. */
export function MemberList({
  members,
  self,
  manages,
  owners,
}: {
  members: readonly Member[];
  self: UserId;
  manages: boolean;
  owners: number;
}) {
  return (
    <ul className={classes.list}>
      {members.map((member) => (
        <li key={member.userId} className={classes.member}>
          <Avatar
            src={member.avatarUrl}
            name={member.name}
            color="initials"
            size={36}
            radius="xl"
            alt=""
            aria-hidden="true"
          />
          <div className={classes.words}>
            <Group gap={6}>
              <Text fw={550} className={classes.name}>
                {member.name}
              </Text>
              {member.userId === self && <Badge color="green">You</Badge>}
            </Group>
            <Text size="sm" c="dimmed" className={classes.name}>
              {member.email ? `${member.email} · ` : ""}joined <RelativeTime at={member.joinedAt} />
              {member.lastSeenAt && (
                <>
                  , last seen <RelativeTime at={member.lastSeenAt} />
                </>
              )}
            </Text>
          </div>
          <div className={classes.actions}>
            {manages ? (
              <MemberActions
                userId={member.userId}
                name={member.name}
                role={member.role}
                isSelf={member.userId === self}
                isLastOwner={member.role === "owner" && owners === 1}
              />
            ) : (
              <Badge variant="light" color="gray">
                {roleNames[member.role]}
              </Badge>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}
