import { join } from "node:path";
import { defineConfig } from "vitest/config";

const notOurs = ["**/node_modules/**", "**/.*/**"];
const failOnConsole = "./packages/devstack/src/testing/fail-on-console.ts";

export default defineConfig({
  // As in apps/web/tsconfig.json: routes of the portal are called as Next calls them.
  resolve: { alias: { "@": join(import.meta.dirname, "apps/web/src") } },
  test: {
    allowOnly: false,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          environment: "node",
          include: ["**/*.test.{ts,tsx}"],
          exclude: ["**/*.int.test.{ts,tsx}", ...notOurs],
          setupFiles: [failOnConsole],
          // Some pack hundreds of megabytes; a busy machine must not decide whether they pass.
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: "int",
          environment: "node",
          include: ["**/*.int.test.{ts,tsx}"],
          exclude: notOurs,
          setupFiles: [failOnConsole],
          globalSetup: ["./packages/devstack/src/testing/global-setup.ts"],
          // Real services on two cores: a first query or a cold copy of 50 MB may take a while.
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
