"use client";

import { Avatar, Menu, Text, UnstyledButton, useMantineColorScheme, VisuallyHidden } from "@mantine/core";
import {
  IconBell,
  IconDeviceDesktop,
  IconDevices,
  IconKey,
  IconLogout,
  IconMoon,
  IconSun,
} from "@tabler/icons-react";
import Link from "next/link";
import { useState } from "react";
import { signOut } from "@/auth/client.ts";
import { type AccountChoice, AccountItems, NewAccount } from "./account-menu.tsx";
import classes from "./shell.module.css";

const schemes = [
  { value: "light", label: "Light", Icon: IconSun },
  { value: "dark", label: "Dark", Icon: IconMoon },
  { value: "auto", label: "Like the system", Icon: IconDeviceDesktop },
] as const;

const roles = { member: "Developer", reviewer: "Reviewer", admin: "Administrator" } as const;

export function UserMenu({
  name,
  role,
  avatarUrl,
  accounts,
  current,
}: {
  name: string;
  role: keyof typeof roles;
  avatarUrl: string | null;
  accounts: readonly AccountChoice[];
  /** The account they act for. */
  current: string;
}) {
  const [isMaking, setMaking] = useState(false);
  const account = accounts.find(({ id }) => id === current)?.name ?? "";
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <>
      <NewAccount opened={isMaking} onClose={() => setMaking(false)} />
      <Menu position="bottom-end" width={240}>
        <Menu.Target>
          <UnstyledButton className={classes.user}>
            <VisuallyHidden component="span">
              {account === name ? `Account of ${name}` : `Account of ${name}, acting for`}{" "}
            </VisuallyHidden>
            {account !== name && <span className={classes.account}>{account}</span>}
            <Avatar src={avatarUrl} name={name} color="initials" size={32} radius="xl" aria-hidden="true" />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <div style={{ padding: "6px 12px 8px" }}>
            <Text fw={600} truncate>
              {name}
            </Text>
            <Text size="xs" c="dimmed">
              {roles[role]}
            </Text>
          </div>
          <Menu.Divider />
          <AccountItems accounts={accounts} current={current} onNew={() => setMaking(true)} />
          <Menu.Divider />
          <Menu.Item component={Link} href="/console/tokens" leftSection={<IconKey size={16} />}>
            Access tokens
          </Menu.Item>
          <Menu.Item
            component={Link}
            href="/console/notifications/settings"
            leftSection={<IconBell size={16} />}
          >
            Notifications
          </Menu.Item>
          <Menu.Item component={Link} href="/console/sessions" leftSection={<IconDevices size={16} />}>
            Sessions
          </Menu.Item>
          <Menu.Divider />
          <Menu.Label>Appearance</Menu.Label>
          {schemes.map(({ value, label, Icon }) => (
            <Menu.Item
              key={value}
              leftSection={<Icon size={16} />}
              role="menuitemradio"
              aria-checked={colorScheme === value}
              fw={colorScheme === value ? 600 : undefined}
              onClick={() => setColorScheme(value)}
            >
              {label}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => signOut()}>
            Sign out
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
