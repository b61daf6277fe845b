import { Group, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { categories, ListQuery } from "@mosis/domain";
import { IconApps } from "@tabler/icons-react";
import Link from "next/link";
import { container } from "@/container.ts";
import { AppIcon } from "@/ui/app-icon.tsx";
import { EmptyState } from "@/ui/empty-state.tsx";
import { Pager, SearchForm } from "@/ui/list-controls.tsx";
import classes from "./catalog.module.css";

export default async function CatalogPage({ searchParams }: { searchParams: Promise<unknown> }) {
  const query = ListQuery.parse(await searchParams);
  const page = await container().queries.listCatalog(query);
  return (
    <Stack gap="xl">
      <Group justify="space-between" align="flex-end" gap="md">
        <Stack gap={6}>
          <Title order={1} className={classes.hero}>
            Apps for your device
          </Title>
          <Text c="dimmed" size="lg">
            Checked before they are published, and the same bytes on every device.
          </Text>
        </Stack>
        <SearchForm label="Search apps" search={query.search} />
      </Group>
      {page.items.length > 0 ? (
        <SimpleGrid cols={{ base: 1, sm: 2, md: 3 }} spacing="md" component="ul" className={classes.grid}>
          {page.items.map((app) => (
            <li key={app.id} className={classes.card}>
              <AppIcon app={app} size={64} />
              <div className={classes.words}>
                <Link href={`/apps/${app.packageId}`} className={classes.name}>
                  {app.name}
                </Link>
                <Text c="dimmed" lineClamp={2}>
                  {app.summary}
                </Text>
                <Text size="xs" c="dimmed" className="tabular">
                  {categories[app.category]} · {app.versionName} · {app.developerName}
                </Text>
              </div>
            </li>
          ))}
        </SimpleGrid>
      ) : (
        <EmptyState icon={<IconApps size={24} />} title={query.search ? "No app matches" : "No apps yet"}>
          {query.search ? "Try another word, or a part of one." : "The first published app will appear here."}
        </EmptyState>
      )}
      <Pager page={page} search={query.search} />
    </Stack>
  );
}
