import type pg from "pg";

/**
 * How to connect to the database of `url`, in UTC. Prisma's adapter writes times without a zone and reads them
 * back without looking at it: right only in a session whose time zone is UTC, which a server's or a role's
 * settings may say otherwise.
 */
export function connectionConfig(
  url: string,
  { applicationName, connectTimeoutMs }: { applicationName: string; connectTimeoutMs: number },
): pg.ClientConfig {
  const address = new URL(url);
  // What the address says wins over the fields beside it, so that ours has to join it there.
  const own = address.searchParams.get("options");
  address.searchParams.set("options", [own, "-c TimeZone=UTC"].filter(Boolean).join(" "));
  return {
    connectionString: address.href,
    application_name: applicationName,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
  };
}
