import { Alert, Center, Paper, Stack, Text, Title } from "@mantine/core";
import { IconAlertCircle } from "@tabler/icons-react";
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { z } from "zod";
import { currentSession } from "@/auth/session.ts";
import { env } from "@/env.ts";
import { Brand } from "@/shell/brand.tsx";
import { DemoSignIn } from "./demo-sign-in.tsx";
import { GithubSignIn } from "./github-sign-in.tsx";

export const metadata: Metadata = { title: "Sign in" };

const Query = z.object({
  /** A path of the portal; anything else is dropped. */
  callbackUrl: z
    .string()
    .transform((address) => {
      const base = env().PUBLIC_URL;
      const target = URL.canParse(address, base) ? new URL(address, base) : null;
      return target?.origin === base ? target.pathname + target.search : "/console";
    })
    .catch("/console"),
  error: z.string().optional().catch(undefined),
});

/** next-auth's error names, in words. */
const errors: Record<string, string> = {
  AccessDenied: "GitHub did not let you in, or you said no there. Try again.",
  Configuration: "Sign-in is not set up correctly on this portal. Tell its operator.",
  OAuthCallback: "GitHub did not confirm the sign-in. Try again.",
};

export default async function SignInPage({ searchParams }: { searchParams: Promise<unknown> }) {
  const { callbackUrl, error } = Query.parse(await searchParams);
  if (await currentSession()) redirect(callbackUrl);
  const { GITHUB_CLIENT_ID, DEMO_SIGN_IN } = env();
  return (
    <Center component="main" id="content" mih="100dvh" p="md">
      <Stack gap="xl" w="100%" maw={380}>
        <Center>
          <Brand />
        </Center>
        <Paper withBorder p="xl" radius="lg">
          <Stack gap="lg">
            <Stack gap={4}>
              <Title order={1}>Sign in</Title>
              <Text c="dimmed">Publish apps, follow their review, see them go out.</Text>
            </Stack>
            {error && (
              <Alert color="red" icon={<IconAlertCircle size={18} />} role="alert">
                {errors[error] ?? "The sign-in did not work. Try again."}
              </Alert>
            )}
            {GITHUB_CLIENT_ID && <GithubSignIn callbackUrl={callbackUrl} />}
            {DEMO_SIGN_IN === "on" && <DemoSignIn callbackUrl={callbackUrl} />}
            {!GITHUB_CLIENT_ID && DEMO_SIGN_IN === "off" && (
              <Text>No way to sign in is set up yet. The operator of this portal can add GitHub.</Text>
            )}
          </Stack>
        </Paper>
      </Stack>
    </Center>
  );
}
