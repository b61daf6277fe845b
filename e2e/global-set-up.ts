import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { migrate } from "@mosis/db/migrate";
import {
  findFreePort,
  loadSecrets,
  type ManagedProcess,
  productEnvironment,
  readSettings,
  StackError,
  Supervisor,
  seedDemo,
  startProduct,
  startServices,
  startWeb,
} from "@mosis/devstack";
import { buildSamples } from "@mosis/devstack/samples";
import { makeThrowawayData } from "@mosis/devstack/throwaway-data";
import { type GithubMock, startGithubMock } from "./github-mock.ts";
import { copyPortalWithoutProxy } from "./portal-without-proxy.ts";
import { githubAccounts, productFile, type RunningProduct, samplesFolder } from "./running-product.ts";

type Ending = () => Promise<void> | void;

/**
 * Starts the whole product for the journeys: the built portal, worker and edge on real services, on free ports, in a
 * data folder of its own that is removed afterwards, with sign-in at a local GitHub. What a developer runs beside it
 * is neither used nor touched, and neither the environment nor `.env` is read: every machine tests the same thing.
 * The logs stay in .data/test-results/logs.
 */
async function globalSetUp(): Promise<Ending> {
  const endings: Ending[] = [];
  const tearDown = async () => {
    for (let end = endings.pop(); end !== undefined; end = endings.pop()) await end();
  };
  // Playwright tears down after Ctrl-C; these would leave the services running.
  for (const signal of ["SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => void tearDown().finally(() => process.exit(1)));
  }
  try {
    const running = await start(endings);
    writeFileSync(productFile, JSON.stringify(running));
    return tearDown;
  } catch (error) {
    if (error instanceof StackError) for (const line of error.logLines) console.error(`    ${line}`);
    await tearDown();
    throw error;
  }
}

/** Adds to `endings`, as it goes, what must be undone in reverse order. */
async function start(endings: Ending[]): Promise<RunningProduct> {
  const dataDir = await makeDataFolder(endings);
  const github = await startGithubMock(githubAccounts);
  endings.push(github.close);
  const ports = { web: await findFreePort(), edge: await findFreePort() };
  const settings = readSettings(givenSettings(ports, github));
  const secrets = loadSecrets(dataDir);
  const services = await startServices({
    dataDir,
    ports: { edge: ports.edge },
    edgeVars: {
      EDGE_URL: `http://127.0.0.1:${ports.edge}`,
      DOWNLOAD_SIGNING_KEY: secrets.downloadSigningKey,
    },
    durable: false,
    onUnexpectedEnd,
  });
  endings.push(services.stop);
  await migrate({ databaseUrl: services.databaseUrl });
  const env = productEnvironment(settings, secrets, {
    ...services,
    mailDirectory: join(dataDir, "mail"),
  });
  const edgeWorker = services.processes.find(({ name }) => name === "edge");
  const product = await startProduct({ dataDir, env, ports, edgeWorker, onUnexpectedEnd });
  endings.push(product.stop);
  const replicas = new Supervisor({ dataDir, onUnexpectedEnd });
  endings.push(() => replicas.stop());
  const secondPort = await findFreePort();
  await startWeb(replicas, env, secondPort, "web-2");
  const bare = join(dataDir, "without-proxy");
  mkdirSync(bare);
  copyPortalWithoutProxy(bare);
  const barePort = await findFreePort();
  await startWeb(replicas, env, barePort, "web-without-proxy", bare);
  await buildSamples(samplesFolder);
  await seedDemo(new Supervisor({ dataDir }), env, samplesFolder);
  return {
    portalUrl: product.webUrl,
    secondPortalUrl: `http://localhost:${secondPort}`,
    barePortalUrl: `http://localhost:${barePort}`,
    databaseUrl: services.databaseUrl,
    environment: env,
    logsFolder: join(dataDir, "logs"),
    edgeUrl: services.edgeUrl,
    githubUrl: github.url,
  };
}

async function makeDataFolder(endings: Ending[]): Promise<string> {
  const dataDir = await makeThrowawayData("e2e");
  const kept = join(dirname(productFile), "logs");
  rmSync(kept, { recursive: true, force: true });
  mkdirSync(dirname(productFile), { recursive: true });
  endings.push(() => {
    rmSync(productFile, { force: true });
    if (existsSync(join(dataDir, "logs"))) cpSync(join(dataDir, "logs"), kept, { recursive: true });
    rmSync(dataDir, { recursive: true, force: true });
  });
  return dataDir;
}

function givenSettings(ports: { web: number; edge: number }, github: GithubMock): Record<string, string> {
  const portalUrl = `http://localhost:${ports.web}`;
  github.registerCallback(`${portalUrl}/api/auth/callback/github`);
  return {
    PORT: String(ports.web),
    EDGE_PORT: String(ports.edge),
    DEMO_SIGN_IN: "on",
    LOG_LEVEL: "trace",
    // All journeys come from one address.
    RATE_LIMITS: ["public", "page", "read", "change", "upload", "sign_in"]
      .map((one) => `${one}.address=1000000/60`)
      .join(","),
    LOCAL_ISSUERS: "on",
    GITHUB_BASE_URL: github.url,
    GITHUB_CLIENT_ID: github.clientId,
    GITHUB_CLIENT_SECRET: github.clientSecret,
    WEBHOOK_PRIVATE_ADDRESSES: "allow",
  };
}

function onUnexpectedEnd({ name, logFile }: ManagedProcess): void {
  console.error(
    `${name} ended in the middle of the journeys; see ${logFile.split("/").slice(-2).join("/")}.`,
  );
}

// Playwright calls the default export of its global set-up.
export default globalSetUp;
