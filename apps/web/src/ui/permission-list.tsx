import { Text } from "@mantine/core";
import { type Permission, permissions } from "@mosis/format";
import {
  type Icon,
  IconActivity,
  IconAddressBook,
  IconBell,
  IconBluetooth,
  IconCalendar,
  IconCamera,
  IconClipboard,
  IconFolder,
  IconMapPin,
  IconMessage,
  IconMicrophone,
  IconNfc,
  IconPhone,
  IconPhoto,
  IconRefresh,
  IconWorld,
} from "@tabler/icons-react";
import classes from "./permission-list.module.css";

const icons: Record<Permission, Icon> = {
  background: IconRefresh,
  bluetooth: IconBluetooth,
  calendar: IconCalendar,
  camera: IconCamera,
  clipboard: IconClipboard,
  contacts: IconAddressBook,
  files: IconFolder,
  location: IconMapPin,
  media: IconPhoto,
  messages: IconMessage,
  microphone: IconMicrophone,
  motion: IconActivity,
  network: IconWorld,
  nfc: IconNfc,
  notifications: IconBell,
  phone: IconPhone,
};

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
        const PermissionIcon = icons[id];
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
