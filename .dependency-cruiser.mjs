/**
 * Which file may import which. The layout is the architecture; these rules are what keeps it true.
 *
 * Every rule name must also be broken by a file under .boundary-violations,
 * which `npm run check` cruises with this same file to prove that the tool still follows imports.
 * Targets may start with `../` because that tree is cruised from inside itself.
 */
import { fileURLToPath } from "node:url";

const up = "^(?:\\.\\./)*";
const pkg = (names) => `${up}packages/(?:${names})/`;
const vendor = (names) => `(?:^|/)node_modules/(?:@types/)?(?:${names})(?:/|$)`;
const ours = `${up}(?:packages|apps)/`;

const tests = "\\.test\\.tsx?$";
const integrationTests = "\\.int\\.test\\.tsx?$";
const containers = "^apps/[^/]+/src/container\\.ts$";

/** @type {import("dependency-cruiser").IForbiddenRuleType[]} */
const forbidden = [
  {
    name: "format-imports-nothing-of-ours",
    comment:
      "The package format runs in the browser, the command line and the worker; it depends on none of them.",
    severity: "error",
    from: { path: "^packages/format/", pathNot: integrationTests },
    to: { path: ours, pathNot: pkg("format") },
  },
  {
    name: "format-tests-import-devstack-only",
    comment: "Its integration tests take the archive programs of other people from packages/devstack.",
    severity: "error",
    from: { path: "^packages/format/.+\\.int\\.test\\.tsx?$" },
    to: { path: ours, pathNot: pkg("format|devstack") },
  },
  {
    name: "delta-imports-format-only",
    comment: "Deltas are made of packages and applied to packages, in a worker and on a device.",
    severity: "error",
    from: { path: "^packages/delta/", pathNot: integrationTests },
    to: { path: ours, pathNot: pkg("delta|format") },
  },
  {
    name: "delta-tests-import-devstack-only",
    comment: "Its integration tests take the programs of other people from packages/devstack.",
    severity: "error",
    from: { path: "^packages/delta/.+\\.int\\.test\\.tsx?$" },
    to: { path: ours, pathNot: pkg("delta|format|devstack") },
  },
  {
    name: "device-client-imports-nothing",
    comment:
      "It runs on other people's devices, without anything of ours or of others; only its tests know the store.",
    severity: "error",
    from: { path: "^packages/device-client/", pathNot: tests },
    to: { path: [ours, "node_modules"], pathNot: pkg("device-client") },
  },
  {
    name: "openapi-imports-nothing-of-ours",
    comment: "It writes down whatever schemas an app has, and knows none of them.",
    severity: "error",
    from: { path: "^packages/openapi/" },
    to: { path: ours, pathNot: pkg("openapi") },
  },
  {
    name: "deltas-are-made-in-their-own-process",
    comment:
      "Making one takes more than a gigabyte: the worker does it in the child of src/deltas, devices apply.",
    severity: "error",
    from: {
      path: ["^apps/", "^packages/"],
      pathNot: ["^packages/(?:delta|device-client)/", "^apps/worker/src/deltas/"],
    },
    to: { path: pkg("delta") },
  },
  {
    name: "domain-imports-format-only",
    comment: "The domain knows the package format and nothing else of ours.",
    severity: "error",
    from: { path: "^packages/domain/" },
    to: { path: ours, pathNot: [pkg("domain"), pkg("format")] },
  },
  {
    name: "adapters-import-domain-only",
    comment: "An adapter implements the domain's ports and never knows another adapter.",
    severity: "error",
    from: { path: "^packages/(db|storage|jobs|cache|mail|outbound|telemetry)/", pathNot: integrationTests },
    to: { path: ours, pathNot: [`${up}packages/$1/`, pkg("domain"), pkg("format")] },
  },
  {
    name: "adapter-tests-import-domain-and-devstack-only",
    comment:
      "An adapter's integration test adds the real services of packages/devstack, not another adapter.",
    severity: "error",
    from: { path: "^packages/(db|storage|jobs|cache|mail|outbound|telemetry)/.+\\.int\\.test\\.tsx?$" },
    to: { path: ours, pathNot: [`${up}packages/$1/`, pkg("domain"), pkg("format"), pkg("devstack")] },
  },
  {
    name: "adapters-take-format-types-only",
    comment: "An adapter may name the types of the package format; judging packages is not its work.",
    severity: "error",
    from: { path: "^packages/(db|storage|jobs|cache|mail|outbound|telemetry)/", pathNot: tests },
    to: { path: pkg("format"), dependencyTypesNot: ["type-only"] },
  },
  {
    name: "packages-never-import-apps",
    comment: "Packages are what apps are made of.",
    severity: "error",
    from: { path: "^packages/" },
    to: { path: `${up}apps/` },
  },
  {
    name: "apps-never-import-each-other",
    comment: "Apps meet through the domain, the database, the queue and HTTP.",
    severity: "error",
    from: { path: "^apps/([^/]+)/" },
    to: { path: `${up}apps/`, pathNot: `${up}apps/$1/` },
  },
  {
    name: "adapters-are-wired-in-containers-only",
    comment:
      "An app names its adapters in its container.ts; everything else sees ports, and env.ts their variables.",
    severity: "error",
    from: { path: "^apps/", pathNot: containers },
    to: {
      path: pkg("db|storage|jobs|cache|mail|outbound|telemetry"),
      pathNot: `${up}packages/(?:storage|telemetry)/src/settings\\.ts$`,
    },
  },
  {
    name: "devstack-takes-migrations-only",
    comment: "The local services need the migrations of the database, and no adapter besides.",
    severity: "error",
    from: { path: "^packages/devstack/" },
    to: { path: pkg("db|storage|jobs|cache|mail|outbound|telemetry"), pathNot: `${up}packages/db/src/migrate\\.ts$` },
  },
  {
    name: "chaos-takes-adapters-in-its-container",
    comment: "Experiments with failures go through the apps' containers; what these lack is in one file.",
    severity: "error",
    from: { path: "^chaos/", pathNot: "^chaos/container\\.ts$" },
    to: { path: pkg("db|storage|jobs|cache|mail|outbound|telemetry"), pathNot: `${up}packages/db/src/migrate\\.ts$` },
  },
  {
    name: "chaos-is-imported-by-nothing",
    comment: "The product has no code for experiments with failures.",
    severity: "error",
    from: { pathNot: "^chaos/" },
    to: { path: `${up}chaos/` },
  },
  {
    name: "apps-run-without-devstack",
    comment: "What is deployed must not need the local services; only integration tests do.",
    severity: "error",
    from: { path: "^apps/", pathNot: integrationTests },
    to: { path: pkg("devstack") },
  },
  {
    name: "command-line-imports-format-only",
    comment: "The mosis command talks to a portal over HTTP; only its tests stand a store up in process.",
    severity: "error",
    from: {
      path: "^apps/cli/src/",
      pathNot: [tests, "^apps/cli/src/testing/", "^apps/cli/src/container\\.ts$"],
    },
    to: { path: pkg("domain|db|storage|jobs|cache|mail|outbound|telemetry|devstack") },
  },
  {
    name: "command-line-container-takes-storage-only",
    comment: "The commands for operators move objects; they need nothing else of a store.",
    severity: "error",
    from: { path: "^apps/cli/src/container\\.ts$" },
    to: { path: pkg("domain|db|jobs|cache|mail|outbound|devstack") },
  },
  {
    name: "command-line-loads-storage-late",
    comment: "The program that developers install is made without it, and must start all the same.",
    severity: "error",
    from: { path: "^apps/cli/src/container\\.ts$" },
    to: { path: pkg("storage"), dependencyTypesNot: ["dynamic-import", "type-import"] },
  },
  {
    name: "prisma-in-db-only",
    severity: "error",
    from: { pathNot: ["^packages/db/", "^prisma\\.config\\.ts$"] },
    to: { path: vendor("@prisma/.+|prisma") },
  },
  {
    name: "pg-in-db-only",
    comment: "packages/devstack creates and drops whole databases, for which the stores have no use.",
    severity: "error",
    from: { pathNot: ["^packages/db/", "^packages/devstack/src/"] },
    to: { path: vendor("pg|pg-[^/]+") },
  },
  {
    name: "aws-sdk-in-storage-only",
    severity: "error",
    from: { pathNot: "^packages/storage/" },
    to: { path: vendor("@aws-sdk/.+|@smithy/.+") },
  },
  {
    name: "bullmq-in-jobs-only",
    severity: "error",
    from: { pathNot: "^packages/jobs/" },
    to: { path: vendor("bullmq") },
  },
  {
    name: "redis-in-jobs-and-cache-only",
    severity: "error",
    from: { pathNot: "^packages/(jobs|cache)/" },
    to: { path: vendor("ioredis") },
  },
  {
    name: "mail-libraries-in-mail-only",
    severity: "error",
    from: { pathNot: "^packages/mail/" },
    to: { path: vendor("nodemailer|@react-email/.+") },
  },
  {
    name: "domain-is-pure",
    comment:
      "No file, clock, socket or randomness of Node: those are ports. globalThis.crypto is everywhere.",
    severity: "error",
    from: { path: "^packages/domain/", pathNot: tests },
    to: { dependencyTypes: ["core"] },
  },
  {
    name: "format-core-is-portable",
    comment:
      "The core of the format also runs in browsers; what needs Node lives in src/node and src/commands.",
    severity: "error",
    from: { path: "^packages/format/", pathNot: [tests, "^packages/format/src/(?:node|commands)/"] },
    to: { dependencyTypes: ["core"] },
  },
  {
    name: "format-core-leaves-node-entry-alone",
    comment: "A core file that reaches into src/node would pull Node into the browser.",
    severity: "error",
    from: { path: "^packages/format/src/", pathNot: [tests, "^packages/format/src/(?:node|commands)/"] },
    to: { path: `${up}packages/format/src/node/` },
  },
  {
    name: "no-cycles",
    comment: "Modules that need each other are one module, or want a third one below both.",
    severity: "error",
    from: {},
    to: { circular: true },
  },
  {
    name: "every-import-resolves",
    comment: "An import the tool cannot follow is an import it cannot judge.",
    severity: "error",
    from: {},
    to: { couldNotResolve: true, pathNot: "^cloudflare:" },
  },
];

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden,
  options: {
    doNotFollow: { path: "(?:^|/)node_modules/" },
    exclude: {
      path: [
        "(?:^|/)(?:\\.next|\\.turbo|\\.wrangler|\\.data|coverage|test-results)/",
        "^packages/db/src/generated/",
        "^apps/cli/dist/",
        "(?:^|/)next-env\\.d\\.ts$",
      ],
    },
    // Type-only imports are imports: an architecture that only holds after compilation does not hold.
    tsPreCompilationDeps: true,
    // The one tsconfig that declares `paths`; the alias means the same in every file that uses it.
    tsConfig: { fileName: fileURLToPath(new URL("apps/web/tsconfig.json", import.meta.url)) },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "types", "default"],
      extensions: [".ts", ".tsx", ".mts", ".cts", ".d.ts", ".mjs", ".js", ".cjs", ".jsx", ".json", ".css"],
    },
  },
};
