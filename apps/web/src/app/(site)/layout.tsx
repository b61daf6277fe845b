import type { ReactNode } from "react";
import { PortalFrame } from "@/shell/portal-frame.tsx";
import { SiteShell } from "@/shell/site-shell.tsx";

export default function SiteLayout({ children }: { children: ReactNode }) {
  return (
    <PortalFrame>
      <SiteShell>{children}</SiteShell>
    </PortalFrame>
  );
}
