import { Badge, Stack, Text } from "@mantine/core";
import { type AccountRole, mostMembers, permits } from "@mosis/domain";
import type { Metadata } from "next";
import { requireSession } from "@/auth/session.ts";
import { container } from "@/container.ts";
import { AccountTabs } from "@/shell/account-tabs.tsx";
import { roleNames } from "@/team/role-words.ts";
import { LinkButton } from "@/ui/link.tsx";
import { PageHeader } from "@/ui/page-header.tsx";
import { Section } from "@/ui/section.tsx";
import { InvitationList } from "./invitation-list.tsx";
import { InviteForm } from "./invite-form.tsx";
import { LeaveAccount } from "./leave-account.tsx";
import { MemberList } from "./member-list.tsx";
import { RenameAccount } from "./rename-account.tsx";
import { RoleTable } from "./role-table.tsx";

export const metadata: Metadata = { title: "Team" };

export default async function TeamPage() {
  const { actor } = await requireSession();
  const { app } = container();
  const manages = permits(actor, "team.manage");
  const [{ account, members }, invitations, accounts] = await Promise.all([
    app.readTeam({ actor }),
    manages ? app.listInvitations({ actor }) : [],
    app.listAccounts({ actor }),
  ]);
  const owners = members.filter(({ role }) => role === "owner").length;
  const isLastOwner = actor.accountRole === "owner" && owners === 1;
  return (
    <>
      <AccountTabs />
      <PageHeader
        title={
          <span style={{ overflowWrap: "anywhere" }}>
            {account.name} <RoleBadge role={actor.accountRole} />
          </span>
        }
        lead="Who works in this account, and what they may do."
        actions={
          <>
            {permits(actor, "account.audit") && (
              <LinkButton href="/console/team/activity" variant="default">
                Activity
              </LinkButton>
            )}
            <LeaveAccount
              account={account.name}
              isLastOwner={isLastOwner}
              isLastAccount={accounts.length === 1}
            />
          </>
        }
      />
      <Stack gap="lg">
        <Section
          title={members.length === 1 ? "1 person" : `${members.length} people`}
          aside={
            <Text size="sm" c="dimmed">
              {members.length > mostMembers / 2 && `of ${mostMembers}`}
            </Text>
          }
        >
          <MemberList members={members} self={actor.userId} manages={manages} owners={owners} />
        </Section>
        {manages && (
          <Section title="Invitations">
            <InviteForm />
            <InvitationList invitations={invitations} now={new Date()} />
          </Section>
        )}
        <Section title="What each role may do">
          <RoleTable own={actor.accountRole} />
        </Section>
        {manages && (
          <Section title="Name of the account">
            <RenameAccount name={account.name} />
          </Section>
        )}
      </Stack>
    </>
  );
}

function RoleBadge({ role }: { role: AccountRole }) {
  return (
    <Badge component="span" variant="light" color="gray" style={{ verticalAlign: "middle" }}>
      {roleNames[role]}
    </Badge>
  );
}
