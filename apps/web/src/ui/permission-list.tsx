import { Text } from "@mantine/core";
import { type Permission, permissions } from "@mosis/format";
import { permissionIcons } from "./permission-icons.ts";
import classes from "./permission-list.module.css";

/** Permissions in plain words. */
export function PermissionList({ permissions: asked }: { permissions: readonly Permission[] }) {
  if (asked.length === 0) {
    return (
      <Text c="dimmed" px="lg" pb="lg">
        It asks for no permissions.
      </Text>
    );
  }
  return (
    <ul className={classes.list}>
      {asked.map((id) => {
        const PermissionIcon = permissionIcons[id];
        return (
          <li key={id} className={classes.item}>
            <PermissionIcon size={18} stroke={1.6} aria-hidden="true" />
            <div>
              <Text fw={550}>{permissions[id].title}</Text>
              <Text c="dimmed">{permissions[id].description}</Text>
            </div>
          </li>
        );
      })}
    </ul>
  );
}
