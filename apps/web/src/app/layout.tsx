import "@fontsource-variable/inter";
import "@fontsource-variable/jetbrains-mono";
import "@mantine/core/styles.css";
import "@mantine/dropzone/styles.css";
import "@mantine/spotlight/styles.css";
import "./globals.css";

import { ColorSchemeScript, MantineProvider, mantineHtmlProps } from "@mantine/core";
import type { Metadata } from "next";
import { headers } from "next/headers";
import { connection } from "next/server";
import type { ReactNode } from "react";
import { env } from "@/env.ts";
import { theme } from "@/theme/theme.ts";
import { EdgeAddressProvider } from "@/ui/edge-address.tsx";

export const metadata: Metadata = {
  title: { default: "Mosis", template: "%s · Mosis" },
  description: "Apps for Mosis devices.",
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  // Settings belong to the running server, not to the build.
  await connection();
  const nonce = (await headers()).get("x-mosis-nonce");
  return (
    <html lang="en" {...mantineHtmlProps}>
      <head>
        <ColorSchemeScript defaultColorScheme="auto" {...(nonce !== null && { nonce })} />
      </head>
      <body>
        <a className="skip-link" href="#content">
          Skip to content
        </a>
        <MantineProvider theme={theme} defaultColorScheme="auto">
          <EdgeAddressProvider url={env().EDGE_URL}>{children}</EdgeAddressProvider>
        </MantineProvider>
      </body>
    </html>
  );
}
