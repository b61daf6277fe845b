import { Skeleton, Stack } from "@mantine/core";

/** The outline of a page: a heading, then lines of a card. */
export function PageSkeleton() {
  return (
    <Stack gap="lg" aria-busy="true" aria-label="Loading">
      <Skeleton height={28} width={220} />
      <Skeleton height={16} width={320} />
      <Stack gap="sm" mt="md">
        {["a", "b", "c", "d", "e"].map((row) => (
          <Skeleton key={row} height={52} />
        ))}
      </Stack>
    </Stack>
  );
}
