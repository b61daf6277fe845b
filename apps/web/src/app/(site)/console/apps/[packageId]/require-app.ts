import { type App, isDomainError } from "@mosis/domain";
import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { requireActor } from "@/auth/session.ts";
import { container } from "@/container.ts";

const load = cache(async (packageId: string): Promise<App> => {
  const actor = await requireActor();
  try {
    return await container().app.getOwnAppByPackageId({ actor, packageId });
  } catch (error) {
    if (!isDomainError(error, "not_found")) throw error;
    // Another of one's own accounts may have it: then one is asked whether to switch.
    const other = await container().app.findAccountWithApp({ actor, packageId });
    if (!other) notFound();
    const here = (await headers()).get("x-mosis-path") ?? `/console/apps/${packageId}`;
    redirect(`/console/other-account/${packageId}?${new URLSearchParams({ next: here })}`);
  }
});

/** The app a page is about, if it is the visitor's own; otherwise the page does not exist. Read once a request. */
export async function requireApp(params: Promise<{ packageId: string }>): Promise<App> {
  return load((await params).packageId);
}
