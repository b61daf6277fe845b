import type { ReactNode } from "react";
import { PortalFrame } from "@/shell/portal-frame.tsx";

export default function SignInLayout({ children }: { children: ReactNode }) {
  return <PortalFrame>{children}</PortalFrame>;
}
