import { Group, Paper, SimpleGrid, Skeleton, Stack } from "@mantine/core";

const rows = ["a", "b", "c", "d", "e", "f"];

/** The outline of a page with a list: a heading, then a card of lines. */
export function PageSkeleton() {
  return (
    <Stack gap="lg" aria-busy="true" aria-label="Loading">
      <Skeleton height={28} width={200} />
      <ListOutline />
    </Stack>
  );
}

/** The outline of an app's page below its tabs: facts side by side, then a list. */
export function AppPageSkeleton() {
  return (
    <Stack gap="lg" aria-busy="true" aria-label="Loading">
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Skeleton height={240} radius="md" />
        <Skeleton height={240} radius="md" />
      </SimpleGrid>
      <ListOutline />
    </Stack>
  );
}

export function ListOutline() {
  return (
    <Paper withBorder p="lg">
      <Stack gap="lg">
        <Skeleton height={20} width={120} />
        {rows.map((row) => (
          <Group key={row} gap="sm" wrap="nowrap">
            <Skeleton height={36} width={36} radius="md" style={{ flex: "none" }} />
            <Stack gap={6} flex={1}>
              <Skeleton height={12} width="35%" />
              <Skeleton height={10} width="55%" />
            </Stack>
            <Skeleton height={18} width={72} style={{ flex: "none" }} />
          </Group>
        ))}
      </Stack>
    </Paper>
  );
}
