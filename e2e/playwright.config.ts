import { join } from "node:path";
import { chromiumFlags, requireChromium } from "@mosis/devstack/chromium";
import { defineConfig } from "@playwright/test";

const results = join(import.meta.dirname, "../.data/test-results");

export default defineConfig({
  testDir: ".",
  testMatch: "**/*.spec.ts",
  outputDir: join(results, "journeys"),
  globalSetup: join(import.meta.dirname, "global-set-up.ts"),
  // One product, one database: journeys follow each other. A journey that passes only at times has failed.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  // The longest journey carries 50 MB through upload, validation and download on two cores.
  timeout: 180_000,
  expect: { timeout: 15_000 },
  reporter: [["list"], ["json", { outputFile: join(results, "journeys.json") }]],
  use: {
    browserName: "chromium",
    launchOptions: { executablePath: requireChromium(), args: chromiumFlags() },
    locale: "en-US",
    timezoneId: "UTC",
    viewport: { width: 1280, height: 800 },
    actionTimeout: 15_000,
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
  },
});
