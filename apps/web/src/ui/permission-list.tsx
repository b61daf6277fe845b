import { Stack, Text } from "@mantine/core";
import { permissions } from "@mosis/format";

/** Permissions in plain words. */
export function PermissionList({
  permissions: asked,
}: {
  permissions: readonly (keyof typeof permissions)[];
}) {
  return (
    <Stack gap="sm" px="lg" pb="lg">
      {asked.length === 0 && <Text c="dimmed">It asks for no permissions.</Text>}
      {asked.map((id) => (
        <div key={id}>
          <Text fw={550}>{permissions[id].title}</Text>
          <Text c="dimmed">{permissions[id].description}</Text>
        </div>
      ))}
    </Stack>
  );
}
