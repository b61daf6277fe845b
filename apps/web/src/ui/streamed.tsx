import { headers } from "next/headers";
import { type ReactNode, Suspense } from "react";

/**
 * Shows an outline while what is inside is being read, but only to somebody who comes from another page of the
 * portal. Whoever opens the address gets the whole page at once: it works without JavaScript, and its status is right.
 */
export async function Streamed({ outline, children }: { outline: ReactNode; children: ReactNode }) {
  // Browsers ask for documents by this type; the portal's own navigation does not.
  const opened = (await headers()).get("accept")?.includes("text/html");
  return opened ? children : <Suspense fallback={outline}>{children}</Suspense>;
}
