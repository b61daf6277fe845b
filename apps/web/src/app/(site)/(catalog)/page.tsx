import { Group, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { categories, ListQuery } from "@mosis/domain";
import { IconApps } from "@tabler/icons-react";
import { container } from "@/container.ts";
import { AppCard } from "@/ui/app-card.tsx";
import { EmptyState } from "@/ui/empty-state.tsx";
import { LinkButton } from "@/ui/link.tsx";
import { Pager, SearchForm } from "@/ui/list-controls.tsx";
import { CatalogSkeleton } from "@/ui/page-skeleton.tsx";
import { Streamed } from "@/ui/streamed.tsx";
import classes from "./catalog.module.css";

type Props = { searchParams: Promise<unknown> };

export default function CatalogPage(props: Props) {
  return (
    <Streamed outline={<CatalogSkeleton />}>
      <Catalog {...props} />
    </Streamed>
  );
}

async function Catalog({ searchParams }: Props) {
  const query = ListQuery.parse(await searchParams);
  const page = await container().catalog.list(query);
  return (
    <Stack gap={40}>
      <Stack gap="lg" pt={{ base: "xs", sm: "lg" }}>
        <Stack gap={6}>
          <Title order={1} className={classes.hero}>
            Apps for your device
          </Title>
          <Text c="dimmed" size="lg">
            Checked before they are published, and the same bytes on every device.
          </Text>
        </Stack>
        <div className={classes.search}>
          <SearchForm label="Search apps" search={query.search} />
        </div>
      </Stack>
      <Stack gap="md" component="section" aria-labelledby="apps">
        <Group justify="space-between" align="baseline">
          <Title order={2} id="apps" style={{ overflowWrap: "anywhere" }}>
            {query.search ? `Apps for “${query.search}”` : "Latest releases"}
          </Title>
          {page.total > 0 && (
            <Text size="sm" c="dimmed" className="tabular">
              {page.total === 1 ? "1 app" : `${page.total.toLocaleString("en")} apps`}
            </Text>
          )}
        </Group>
        {page.items.length > 0 ? (
          <SimpleGrid cols={{ base: 1, sm: 2, md: 3 }} spacing="md" component="ul" className={classes.grid}>
            {page.items.map((app) => (
              <li key={app.id}>
                <AppCard
                  app={app}
                  href={`/apps/${app.packageId}`}
                  note={`${categories[app.category]} · ${app.versionName} · ${app.developerName}`}
                />
              </li>
            ))}
          </SimpleGrid>
        ) : query.search ? (
          <EmptyState
            icon={<IconApps size={24} />}
            title="No app matches"
            action={
              <LinkButton href="/" variant="default">
                Show all apps
              </LinkButton>
            }
          >
            Try another word, or a part of one.
          </EmptyState>
        ) : (
          <EmptyState
            icon={<IconApps size={24} />}
            title="No apps yet"
            action={<LinkButton href="/console">Publish one</LinkButton>}
          >
            The first published app will appear here.
          </EmptyState>
        )}
        <Pager page={page} search={query.search} />
      </Stack>
    </Stack>
  );
}
