import { readFileSync } from "node:fs";
import { type BrowserContext, test as base, expect, type Locator, type Page } from "@playwright/test";
import { productFile, type RunningProduct } from "./running-product.ts";

/** What the browser complained about, and which of it a journey expects. */
export type ConsoleErrors = {
  /** Declares that an error matching `pattern` will occur, say the answer 404 to a request; it must. */
  expect(pattern: RegExp): void;
  /** The same of an error that may occur, or not: it depends on what is faster. */
  allow(pattern: RegExp): void;
};

type Fixtures = {
  /** A page of another person: cookies and storage of its own, already signed in under `name`. */
  openPageFor(name: string): Promise<Page>;
  consoleErrors: ConsoleErrors;
};

type Watch = (context: BrowserContext) => void;

/**
 * Playwright's `test` on the product that global-set-up.ts started. A console error or an unhandled page error fails
 * the journey, in whichever page it happens.
 */
export const test = base.extend<Fixtures & { watch: Watch }, { product: RunningProduct }>({
  product: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern.
    async ({}, use) => {
      await use(JSON.parse(readFileSync(productFile, "utf8")) as RunningProduct);
    },
    { scope: "worker" },
  ],
  baseURL: async ({ product }, use) => use(product.portalUrl),

  watch: [
    async ({ consoleErrors }, use) => use((context) => listen(context, consoleErrors as Recorder)),
    { scope: "test" },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: as above.
  consoleErrors: async ({}, use) => {
    const recorder = new Recorder();
    await use(recorder);
    expect(recorder.unexpected(), "Errors in the browser's console").toEqual([]);
    expect(recorder.missing(), "Expected errors that did not occur").toEqual([]);
  },
  context: async ({ context, watch, baseURL }, use) => {
    watch(context);
    sayOrigin(context, baseURL);
    await use(context);
  },
  openPageFor: async ({ browser, baseURL, contextOptions, watch }, use) => {
    const opened: BrowserContext[] = [];
    await use(async (name) => {
      const context = await browser.newContext({ ...contextOptions, ...(baseURL ? { baseURL } : {}) });
      opened.push(context);
      watch(context);
      sayOrigin(context, baseURL);
      const page = await context.newPage();
      await signInAs(page, name);
      return page;
    });
    for (const context of opened) await context.close();
  },
});

export { expect };

/** Signs in by the demo form, which exists only where the portal's address is this machine. */
export async function signInAs(page: Page, name: string): Promise<void> {
  await page.goto("/sign-in");
  await expect(page.getByRole("heading", { name: "Demo sign-in" })).toBeVisible();
  // What is typed before the page's scripts run is seen by nobody; then it is typed again.
  await expect(async () => {
    if (new URL(page.url()).pathname !== "/sign-in") return;
    await page.getByLabel("Name", { exact: true }).fill(name);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.waitForURL((url) => url.pathname !== "/sign-in", { timeout: 15_000 });
  }).toPass();
}

/**
 * Chooses a file in a file field, again until the page has taken it: what is chosen before the page's scripts run
 * is seen by nobody.
 */
export async function chooseFile(
  page: Page,
  label: string,
  file: Parameters<Locator["setInputFiles"]>[0],
  taken: () => Promise<void>,
): Promise<void> {
  await expect(async () => {
    // The file that is in the field already would be no change.
    await page.getByLabel(label).setInputFiles([]);
    await page.getByLabel(label).setInputFiles(file);
    await taken();
  }).toPass();
}

/** The same for a package: the place to drop one gives way to the upload. */
export async function choosePackage(page: Page, file: string): Promise<void> {
  await chooseFile(page, "Package file", file, () =>
    expect(page.getByText("Drop a .mosis package here, or choose one")).toBeHidden(),
  );
}

class Recorder implements ConsoleErrors {
  readonly errors: string[] = [];
  readonly #expected: RegExp[] = [];
  readonly #allowed: RegExp[] = [];

  expect(pattern: RegExp): void {
    this.#expected.push(pattern);
  }

  allow(pattern: RegExp): void {
    this.#allowed.push(pattern);
  }

  unexpected(): string[] {
    const known = [...this.#expected, ...this.#allowed];
    return this.errors.filter((error) => !known.some((pattern) => pattern.test(error)));
  }

  missing(): string[] {
    return this.#expected.filter((pattern) => !this.errors.some((error) => pattern.test(error))).map(String);
  }
}

/** Requests made beside a page say where they come from, as those of its scripts do. */
function sayOrigin({ request }: BrowserContext, origin: string | undefined): void {
  const fetch = request.fetch.bind(request);
  request.fetch = (address, options) =>
    fetch(address, { ...options, headers: { ...(origin && { origin }), ...options?.headers } });
}

function listen(context: BrowserContext, recorder: Recorder): void {
  context.on("console", (message) => {
    if (message.type() !== "error") return;
    recorder.errors.push(`${message.text()} (${message.location().url})`);
  });
  context.on("weberror", (problem) => recorder.errors.push(problem.error().stack ?? problem.error().message));
}
