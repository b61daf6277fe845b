import "@mantine/core/styles.css";
import "@mantine/dropzone/styles.css";
import "@mantine/spotlight/styles.css";
import "../app/globals.css";

import { MantineProvider } from "@mantine/core";
import type { ReactNode } from "react";
import { env } from "@/env.ts";
import { theme } from "@/theme/theme.ts";
import { EdgeAddressProvider } from "@/ui/edge-address.tsx";

/** The looks of everything but the catalog, which does without scripts. */
export function PortalFrame({ children }: { children: ReactNode }) {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <EdgeAddressProvider url={env().EDGE_URL}>{children}</EdgeAddressProvider>
    </MantineProvider>
  );
}
