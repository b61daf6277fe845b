"use client";

import { Button } from "@mantine/core";
import { IconBrandGithub } from "@tabler/icons-react";
import { useState } from "react";
import { signInWithGithub } from "@/auth/client.ts";

export function GithubSignIn({ callbackUrl }: { callbackUrl: string }) {
  const [leaving, setLeaving] = useState(false);
  return (
    <Button
      size="md"
      fullWidth
      color="dark"
      leftSection={<IconBrandGithub size={20} />}
      loading={leaving}
      onClick={() => {
        setLeaving(true);
        void signInWithGithub(callbackUrl);
      }}
    >
      Sign in with GitHub
    </Button>
  );
}
