"use client";

import { Button, Group, Stack, Text, TextInput, Title } from "@mantine/core";
import { useState } from "react";
import { signInByName } from "@/auth/client.ts";

const people = ["Developer", "Reviewer", "Admin"];

/** For trying the portal out: in by name, no password. Exists only where the portal's address is this machine. */
export function DemoSignIn({ callbackUrl }: { callbackUrl: string }) {
  const [name, setName] = useState("");
  const [entering, setEntering] = useState<string | null>(null);
  const [refused, setRefused] = useState(false);

  async function enter(who: string) {
    setEntering(who);
    setRefused(false);
    if (await signInByName(who)) {
      // A whole new page: nothing the signed-out visitor loaded is kept.
      location.assign(callbackUrl);
      return;
    }
    setRefused(true);
    setEntering(null);
  }

  return (
    <Stack gap="sm" component="section" aria-labelledby="demo">
      <Stack gap={2}>
        <Title order={2} id="demo">
          Demo sign-in
        </Title>
        <Text size="sm" c="dimmed">
          This portal runs on your machine, so any name will do.
        </Text>
      </Stack>
      <Group gap="xs" grow>
        {people.map((each) => (
          <Button key={each} variant="default" px={4} loading={entering === each} onClick={() => enter(each)}>
            {each}
          </Button>
        ))}
      </Group>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void enter(name);
        }}
      >
        <Group gap="xs" align="flex-end" wrap="nowrap">
          <TextInput
            label="Name"
            flex={1}
            required
            withAsterisk={false}
            maxLength={40}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={refused && "Use 1 to 40 characters."}
          />
          <Button type="submit" loading={entering !== null && entering === name}>
            Sign in
          </Button>
        </Group>
      </form>
    </Stack>
  );
}
