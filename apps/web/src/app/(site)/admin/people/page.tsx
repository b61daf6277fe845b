import { Avatar, Badge, Stack, Text } from "@mantine/core";
import { PeopleQuery, type PersonItem, type PlatformRole, platformRoles } from "@mosis/domain";
import { IconUsers } from "@tabler/icons-react";
import type { Metadata } from "next";
import { requireAdminActor } from "@/auth/session.ts";
import { container } from "@/container.ts";
import { countOf } from "@/ui/count-of.ts";
import { EmptyState } from "@/ui/empty-state.tsx";
import { LinkAnchor, LinkButton } from "@/ui/link.tsx";
import { Pager } from "@/ui/list-controls.tsx";
import { ListFilter } from "@/ui/list-filter.tsx";
import { PageHeader } from "@/ui/page-header.tsx";
import { RelativeTime } from "@/ui/relative-time.tsx";
import rows from "@/ui/rows.module.css";
import { Section } from "@/ui/section.tsx";
import { ChangeRole } from "./change-role.tsx";
import { platformRoleWords } from "./role-words.ts";

export const metadata: Metadata = { title: "People" };

const colors: Record<PlatformRole, string> = { member: "gray", reviewer: "blue", admin: "grape" };

export default async function PeoplePage({ searchParams }: { searchParams: Promise<unknown> }) {
  const actor = await requireAdminActor();
  const query = PeopleQuery.parse(await searchParams);
  const people = await container().app.listPeople({ actor, query });
  const isFiltered = query.search !== "" || query.role !== null;
  return (
    <>
      <PageHeader
        title="People"
        lead="Everybody who has signed in. Reviewers decide on versions; admins also run the store."
      />
      <Section
        title={countOf(people.total, "person", "people")}
        aside={
          <ListFilter
            label="Search people"
            placeholder="Name, address, github:…"
            search={query.search}
            choices={[
              {
                name: "role",
                label: "Role",
                value: query.role ?? "",
                options: [
                  { value: "", label: "All roles" },
                  ...platformRoles.map((value) => ({ value, label: platformRoleWords[value].title })),
                ],
              },
            ]}
          />
        }
      >
        {people.items.length === 0 ? (
          <EmptyState
            icon={<IconUsers size={24} />}
            title="Nobody matches"
            action={
              isFiltered && (
                <LinkButton href="/admin/people" variant="default">
                  Show everybody
                </LinkButton>
              )
            }
          >
            Try a part of a name or of an address.
          </EmptyState>
        ) : (
          <ul className={rows.list}>
            {people.items.map((person) => (
              <li key={person.id} className={rows.item}>
                <Avatar src={person.avatarUrl} name={person.name} color="initials" size={36} radius="xl" />
                <div className={rows.words}>
                  <Text fw={550} style={{ overflowWrap: "anywhere" }}>
                    {person.name}
                    {person.id === actor.userId && " (you)"}
                  </Text>
                  <Words person={person} />
                </div>
                <Stack gap={6} align="flex-end">
                  <Badge color={colors[person.role]}>{platformRoleWords[person.role].title}</Badge>
                  <ChangeRole
                    userId={person.id}
                    name={person.name}
                    role={person.role}
                    isOneself={person.id === actor.userId}
                  />
                </Stack>
              </li>
            ))}
          </ul>
        )}
        <Pager
          page={people}
          search={query.search}
          {...(query.role !== null && { filters: { role: query.role } })}
        />
      </Section>
    </>
  );
}

function Words({ person }: { person: PersonItem }) {
  const more = person.accountCount - person.accounts.length;
  const accounts = person.accounts.map(({ name, role }) => `${name} (${role})`).join(", ");
  return (
    <Text size="sm" c="dimmed" component="div" style={{ overflowWrap: "anywhere" }}>
      <div>
        {[person.email, ...person.identities].filter((one) => one !== null).join(" · ")} · joined{" "}
        <RelativeTime at={person.createdAt} />
        {person.lastSeenAt && (
          <>
            {" "}
            · last seen <RelativeTime at={person.lastSeenAt} />
          </>
        )}{" "}
        ·{" "}
        <LinkAnchor href={`/admin/audit?user=${person.id}`} size="sm">
          what they did
        </LinkAnchor>
      </div>
      <div>
        {accounts}
        {more > 0 && ` and ${more} more`}
      </div>
    </Text>
  );
}
