import { type App, isDomainError } from "@mosis/domain";
import { notFound } from "next/navigation";
import { cache } from "react";
import { requireActor } from "@/auth/session.ts";
import { container } from "@/container.ts";

const load = cache(async (packageId: string): Promise<App> => {
  const actor = await requireActor();
  try {
    return await container().app.getOwnAppByPackageId({ actor, packageId });
  } catch (error) {
    if (isDomainError(error, "not_found")) notFound();
    throw error;
  }
});

/** The app a page is about, if it is the visitor's own; otherwise the page does not exist. Read once a request. */
export async function requireApp(params: Promise<{ packageId: string }>): Promise<App> {
  return load((await params).packageId);
}
