/** What a store on Cloudflare is told to be. */
export interface CloudflareStore {
  accountId: string;
  /** Of a bucket that is bound to one, such as eu; null otherwise. */
  jurisdiction: string | null;
  bucket: string;
  /** Where devices reach the edge: a name of a zone in the account. */
  edgeUrl: string;
}

/** A command and why it is run. */
export interface Step {
  words: string;
  /** Of wrangler, or of npm. */
  program: "wrangler" | "npm";
  args: string[];
  /** Only when this one of wrangler fails by saying so: what is there already stays. */
  unless?: { args: string[]; missing: RegExp };
}

/** The files that the steps name. */
export interface SetupFiles {
  /** Of `workerConfig`. */
  config: string;
  /** A JSON object with the Worker's secrets. */
  secrets: string;
}

/**
 * What sets up bucket and edge, in order. Each step leads to the same again when it is repeated: a bucket that is there is
 * left alone, rules, secrets and the Worker are replaced by what is said here.
 */
export function setupSteps(
  { bucket, jurisdiction }: CloudflareStore,
  { config, secrets }: SetupFiles,
): Step[] {
  const where = jurisdiction === null ? [] : ["--jurisdiction", jurisdiction];
  return [
    {
      words: "The bucket",
      program: "wrangler",
      args: ["r2", "bucket", "create", bucket, ...where],
      unless: {
        args: ["r2", "bucket", "info", bucket, ...where],
        missing: /does not exist|not found|10006/i,
      },
    },
    {
      words: "Its rules: CORS for the portal, expiry of temp/, an end for unfinished uploads",
      program: "npm",
      args: ["run", "storage:rules"],
    },
    {
      words: "The Worker, with its bucket, its secret and its name in one deployment",
      program: "wrangler",
      args: ["deploy", "--config", config, "--secrets-file", secrets],
    },
  ];
}

/**
 * The edge's configuration for a deployment: the committed one, with this store's bucket, address and name.
 * @param committed text of wrangler.toml
 * @param options.main the Worker's entry, absolute
 * @throws Error when the committed one has none of what is replaced.
 */
export function workerConfig(
  committed: string,
  { bucket, jurisdiction, edgeUrl }: CloudflareStore,
  options: { main: string },
): string {
  const { hostname, pathname } = new URL(edgeUrl);
  if (pathname !== "/") throw new Error(`EDGE_URL ${edgeUrl} has a path: a custom domain has none.`);
  const replace = (text: string, pattern: RegExp, line: string) => {
    if (!pattern.test(text)) throw new Error(`wrangler.toml has no line like ${pattern.source}`);
    return text.replace(pattern, () => line);
  };
  const quoted = (text: string) => JSON.stringify(text);
  const place = jurisdiction === null ? "" : `\njurisdiction = ${quoted(jurisdiction)}`;
  const withMain = replace(
    committed,
    /^main = .*$/m,
    // Keys of the file itself have to come before its first table.
    [
      `main = ${quoted(options.main)}`,
      `routes = [{ pattern = ${quoted(hostname)}, custom_domain = true }]`,
      "workers_dev = false",
      "preview_urls = false",
    ].join("\n"),
  );
  const withBucket = replace(withMain, /^bucket_name = .*$/m, `bucket_name = ${quoted(bucket)}${place}`);
  return `${withBucket.trimEnd()}\n\n[vars]\nEDGE_URL = ${quoted(edgeUrl)}\n\n[observability]\nenabled = true\n`;
}
