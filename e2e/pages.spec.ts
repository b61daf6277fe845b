import { AxeBuilder } from "@axe-core/playwright";
import { openDatabase } from "@mosis/devstack";
import { type APIRequestContext, type Page, request as requests } from "@playwright/test";
import { everyPage, parametersOf } from "../apps/web/src/testing/addresses.ts";
import { addSampleApp, type SampleApp } from "../apps/web/src/testing/sample-account.ts";
import { addressOf, namesStores, paramsOf } from "../apps/web/src/testing/sample-requests.ts";
import { expect, test } from "./fixtures.ts";
import type { RunningProduct } from "./running-product.ts";

const roles = [
  "anonymous",
  "another developer",
  "viewer",
  "maintainer",
  "owner",
  "reviewer",
  "admin",
] as const;
type Role = (typeof roles)[number];
type Outcome = "shown" | "not found" | "sign in";

const signedIn = roles.filter((role) => role !== "anonymous");

/** Who sees a page: by its address, the first line that fits. Everything else is for everybody. */
const audiences: readonly [pattern: RegExp, who: readonly Role[]][] = [
  [/^\/admin(\/|$)/, ["admin"]],
  [/^\/review(\/|$)/, ["reviewer", "admin"]],
  [/^\/console\/apps\/\{packageId\}/, ["viewer", "maintainer", "owner"]],
  // Viewers set up none.
  [/^\/console\/webhooks\/\{webhookId\}/, ["maintainer", "owner"]],
  // Where those of two accounts change from one to the other.
  [/^\/console\/other-account\//, ["viewer", "maintainer", "owner"]],
  [/^\/console\/webhooks\/\{webhookId\}/, ["maintainer", "owner"]],
  // Everybody but the two owns the account they act for.
  [/^\/console\/team\/activity$/, signedIn.filter((role) => role !== "viewer" && role !== "maintainer")],
  [/^\/console(\/|$)/, signedIn],
  [/^/, roles],
];
/** Pages that also those who may do not always find: the sample has nothing there. */
const varies = (page: string) =>
  namesStores(asAddressed(page)) || /^\/console\/other-account\/|\/files\/view$/.test(page);
/** Pages about what is public, of which the sample is not. */
const publicOnly = /^\/apps\/\{packageId\}/;
/** Shown in place of others that do not exist. */
const nowhere = ["/{path}", "/not-here"];
const somebodys = (page: string) => /^\/(console|review|admin)(\/|$)/.test(page);

function expected(page: string, role: Role): Outcome {
  const who = audiences.find(([pattern]) => pattern.test(page))?.[1] ?? [];
  if (role === "anonymous" && (somebodys(page) || page.startsWith("/transfers/"))) return "sign in";
  return who.includes(role) ? "shown" : "not found";
}

const pages = everyPage();

async function makeAccount(product: RunningProduct, openPageFor: (name: string) => Promise<Page>) {
  const names: Record<Exclude<Role, "anonymous">, string> = {
    "another developer": "Pages stranger",
    viewer: "Pages viewer",
    maintainer: "Pages maintainer",
    owner: "Pages owner",
    reviewer: "Reviewer",
    admin: "Admin",
  };
  const db = openDatabase(product.databaseUrl);
  const opened = new Map<Role, Page>();
  for (const role of signedIn) opened.set(role, await openPageFor(names[role]));
  const idsOf = async (name: string) => {
    const [row] = await db.query<{ userId: string; accountId: string }>(
      `SELECT u.id AS "userId", m.developer_id AS "accountId" FROM users u JOIN memberships m ON m.user_id = u.id
       WHERE u.name = $1 ORDER BY m.created_at LIMIT 1`,
      [name],
    );
    if (!row) throw new Error(`${name} has not signed in`);
    return row;
  };
  const owner = await idsOf(names.owner);
  for (const role of ["viewer", "maintainer"] as const) {
    const { userId } = await idsOf(names[role]);
    await db.query(
      "INSERT INTO memberships (developer_id, user_id, role, created_at) VALUES ($1, $2, $3, now()) ON CONFLICT DO NOTHING",
      [owner.accountId, userId, role],
    );
    await db.query("UPDATE sessions SET developer_id = $1 WHERE user_id = $2", [owner.accountId, userId]);
  }
  const app = await addSampleApp(db, { ...owner, submitted: true });
  await db.close();
  return { opened, app };
}

function addressFor(page: string, app: SampleApp): string {
  return addressOf(page, paramsOf(asAddressed(page), { app, sessionId: "", tokenId: "" }));
}

/** The whole document, and what the router of a page that is open asks for. */
const asked: readonly [search: string, headers: Record<string, string>][] = [
  ["", {}],
  ["?_rsc=", { rsc: "1" }],
];

/** What an answer comes to, also where it had begun before Next knew. */
function outcomeOf(status: number, location: string | undefined, text: string): Outcome {
  if (location?.includes("/sign-in") || /NEXT_REDIRECT;[a-z]+;\/sign-in/.test(text)) return "sign in";
  if (status === 404 || text.includes("NEXT_HTTP_ERROR_FALLBACK;404")) return "not found";
  return "shown";
}

test("every page shows itself to whom it is for, and tells nobody else anything; without the proxy as well", async ({
  product,
  openPageFor,
}) => {
  test.setTimeout(600_000);
  const { opened, app } = await makeAccount(product, openPageFor);
  const anonymous = await requests.newContext();
  const wrong: string[] = [];
  let count = 0;
  for (const portal of [product.portalUrl, product.barePortalUrl]) {
    for (const page of pages) {
      const name = `${portal === product.portalUrl ? "" : "without proxy: "}${page}`;
      for (const role of roles) {
        const context: APIRequestContext = opened.get(role)?.context().request ?? anonymous;
        for (const [search, headers] of asked) {
          const answer = await context.get(portal + addressFor(page, app) + search, {
            maxRedirects: 0,
            headers,
          });
          const text = await answer.text();
          count += 1;
          const outcome = outcomeOf(answer.status(), answer.headers().location, text);
          const wanted = publicOnly.test(page) || nowhere.includes(page) ? "not found" : expected(page, role);
          const isOpen = wanted === "shown" && varies(page);
          if (outcome !== wanted && !(isOpen && outcome === "not found")) {
            wrong.push(`${name} as ${role}: ${outcome} (${answer.status()}), not ${wanted}`);
          }
          const told = text.replaceAll(app.packageId, "").includes(app.mark);
          if (wanted !== "shown" && told) wrong.push(`${name} tells ${role} of the app`);
        }
      }
    }
  }
  await anonymous.dispose();
  expect(wrong).toEqual([]);
  expect(count).toBe(pages.length * roles.length * asked.length * 2);
});

const asAddressed = (page: string) => ({ name: page, parameters: parametersOf(page) });

test("every page keeps to its policy, and can be used by everybody", async ({
  product,
  openPageFor,
  page,
}) => {
  test.setTimeout(900_000);
  const { opened, app } = await makeAccount(product, openPageFor);
  const troubles: string[] = [];
  for (const address of pages.filter((each) => !nowhere.includes(each))) {
    const isPublic = publicOnly.test(address);
    // Who is to open it: one of those it is for, whoever sees the most.
    const [role] = (["owner", "reviewer", "admin"] as const).filter(
      (one) => expected(address, one) === "shown",
    );
    const tab = somebodys(address) ? opened.get(role ?? "owner") : page;
    if (!tab) throw new Error(`Nobody opens ${address}.`);
    if (varies(address)) continue;
    const to = isPublic ? "/apps/com.example.monaco" : addressFor(address, app);
    for (const colorScheme of ["light", "dark"] as const) {
      await tab.emulateMedia({ colorScheme });
      const answer = await tab.goto(to);
      await tab.waitForLoadState("load");
      await expect(tab.getByRole("heading").first()).toBeVisible();
      const policy = answer?.headers()["content-security-policy"] ?? "";
      // Those of the catalog are the same for everybody, with one script that never changes.
      if (!/script-src ([^;]*'nonce-[\w+/]{24}'|'sha256-[\w+/=]{44}'(;|$))/.test(policy))
        troubles.push(`${address}: no policy (${policy})`);
      const { violations } = await new AxeBuilder({ page: tab }).analyze();
      for (const { id, impact, nodes } of violations) {
        if (impact !== "serious" && impact !== "critical") continue;
        for (const node of nodes.slice(0, 3))
          troubles.push(
            `${address}, ${colorScheme}: ${id} at ${node.target.join(" ")}: ${node.failureSummary?.split("\n")[1]?.trim()}`,
          );
      }
    }
  }
  expect(troubles).toEqual([]);
});
