import "@fontsource-variable/inter";
import "@fontsource-variable/jetbrains-mono";

import type { Metadata } from "next";
import { headers } from "next/headers";
import { connection } from "next/server";
import type { ReactNode } from "react";
import { env } from "@/env.ts";
import { schemeScript } from "@/theme/scheme-script.ts";

export async function generateMetadata(): Promise<Metadata> {
  await connection();
  return {
    metadataBase: new URL(env().PUBLIC_URL),
    title: { default: "Mosis", template: "%s · Mosis" },
    description: "Apps for Mosis devices.",
  };
}

/** What portal and catalog have in common: each brings its own looks. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  // Settings belong to the running server, not to the build.
  await connection();
  const nonce = (await headers()).get("x-mosis-nonce") ?? undefined;
  return (
    <html lang="en" data-mantine-color-scheme="light" suppressHydrationWarning>
      <head>
        <script
          data-kept=""
          nonce={nonce}
          suppressHydrationWarning
          // biome-ignore lint/security/noDangerouslySetInnerHtml: a constant, and named by its hash in the policy
          dangerouslySetInnerHTML={{ __html: schemeScript }}
        />
      </head>
      <body>
        <a className="skip-link" href="#content">
          Skip to content
        </a>
        {children}
      </body>
    </html>
  );
}
