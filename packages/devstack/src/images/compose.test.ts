import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { repositoryRoot } from "../repository-root.ts";
import { parseDockerfile } from "./dockerfile.ts";

// What the Compose specification calls it (compose-spec.json), as far as this file uses it; a key that is none is refused.
const text = z.union([z.string(), z.number()]);
const Service = z.strictObject({
  image: z.string().optional(),
  build: z.strictObject({ context: z.string(), dockerfile: z.string(), target: z.string() }).optional(),
  restart: z.enum(["no", "unless-stopped"]),
  read_only: z.literal(true).optional(),
  tmpfs: z.array(z.string()).optional(),
  cap_drop: z.array(z.string()).optional(),
  security_opt: z.array(z.string()).optional(),
  environment: z.record(z.string(), text).optional(),
  command: z.array(text).optional(),
  entrypoint: z.array(text).optional(),
  configs: z
    .array(z.strictObject({ source: z.string(), target: z.string(), mode: z.number().optional() }))
    .optional(),
  volumes: z.array(z.string()).optional(),
  ports: z.array(z.string()).optional(),
  networks: z.union([
    z.array(z.string()),
    z.record(z.string(), z.strictObject({ aliases: z.array(z.string()).optional() })),
  ]),
  depends_on: z
    .record(
      z.string(),
      z.strictObject({
        condition: z.enum(["service_started", "service_healthy", "service_completed_successfully"]),
      }),
    )
    .optional(),
  healthcheck: z
    .union([
      z.strictObject({ disable: z.literal(true) }),
      z.strictObject({ test: z.array(z.string()), interval: z.string(), retries: z.number() }),
    ])
    .optional(),
  deploy: z.strictObject({
    resources: z.strictObject({
      limits: z.strictObject({ cpus: z.string().optional(), memory: z.string() }),
    }),
  }),
  stop_grace_period: z.string().optional(),
  shm_size: z.string().optional(),
  profiles: z.array(z.string()).optional(),
  logging: z.strictObject({ driver: z.string(), options: z.record(z.string(), z.string()) }),
});
const Compose = z.strictObject({
  name: z.string(),
  services: z.record(z.string(), Service),
  configs: z.record(z.string(), z.strictObject({ content: z.string() })),
  networks: z.record(z.string(), z.null()),
  volumes: z.record(z.string(), z.null()),
});

const read = (file: string) => readFileSync(join(repositoryRoot, file), "utf8");
const source = read("deploy/compose.yaml");
const whole = parse(source, { merge: true }) as Record<string, unknown>;
const compose = Compose.parse(
  Object.fromEntries(Object.entries(whole).filter(([name]) => !name.startsWith("x-"))),
);
const services = Object.entries(compose.services);

/** Names in a text such as `NAME=` or `NAME: z.…`. */
const namesIn = (file: string, pattern: RegExp) =>
  new Set([...read(file).matchAll(pattern)].map(([, name = ""]) => name));

describe("deploy/compose.yaml", () => {
  test("asks for what its example of a .env has, and that is all used", () => {
    const asked = new Set([...source.matchAll(/(?<!\$)\$\{(\w+)/g)].map(([, name]) => name));
    const offered = namesIn("deploy/compose.env.example", /^(\w+)=$/gm);
    expect([...asked].sort()).toEqual([...offered].sort());
    // Without a default it is asked for by name: nobody starts a store with an empty password.
    for (const [, name, rest] of source.matchAll(/(?<!\$)\$\{(\w+)([^}]*)\}/g))
      expect(rest, name).toMatch(/^(:\?|:-)/);
  });

  test.each(["portal", "worker", "edge"])("gives %s every variable that it cannot start without", (app) => {
    const env = read(`apps/${app === "portal" ? "web" : app}/src/env.ts`);
    const known = namesIn(".env.example", /^(\w+)=$/gm);
    const given = new Set(Object.keys(compose.services[app]?.environment ?? {}));
    for (const name of given) expect(known, name).toContain(name);
    // A line such as `AUTH_SECRET: z.string().min(32),`, without a default and not optional, up to the next one.
    const body = env.slice(
      env.indexOf("const shared") >= 0 ? env.indexOf("const shared") : env.indexOf("const Env"),
    );
    const ofApp = body.split(/const (?:BackupEnv|WorkerEnv) /)[0] ?? "";
    for (const [, name = "", rule = ""] of ofApp.matchAll(
      /^\s{2,4}([A-Z][A-Z0-9_]+): ([\s\S]*?),\n(?=\s{2,4}[A-Z/.}])/gm,
    )) {
      if (/optional\(\)|default\(|telemetryVariables/.test(rule) || name === "RATE_LIMITS") continue;
      expect([...given], name).toContain(name);
    }
    for (const name of ["S3_BUCKET", "S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY", "S3_ENDPOINT"])
      expect([...given]).toContain(name);
  });

  test("builds stages that there are, and mounts files that there are", () => {
    const stages = parseDockerfile(read("deploy/Dockerfile")).stages.map(({ name }) => name);
    for (const [name, { build, image, volumes = [], configs = [], networks }] of services) {
      if (build) expect(stages).toContain(build.target);
      else expect(image, name).toMatch(/:[^:]*\d/);
      for (const volume of volumes) {
        const [from = ""] = volume.split(":");
        if (from.startsWith(".")) expect(existsSync(join(repositoryRoot, "deploy", from)), from).toBe(true);
        else expect(Object.keys(compose.volumes)).toContain(from);
      }
      for (const config of configs) expect(Object.keys(compose.configs)).toContain(config.source);
      for (const network of Array.isArray(networks) ? networks : Object.keys(networks))
        expect(Object.keys(compose.networks)).toContain(network);
    }
  });

  test("starts nothing before what it needs is well", () => {
    const images = new Set(["portal", "worker", "edge"]);
    for (const [name, { depends_on: needs = {} }] of services) {
      for (const [needed, { condition }] of Object.entries(needs)) {
        const service = compose.services[needed];
        expect(service, `${name} needs ${needed}`).toBeDefined();
        if (condition === "service_healthy")
          expect(service?.healthcheck ?? images.has(needed), needed).toBeTruthy();
        if (condition === "service_completed_successfully") expect(service?.restart, needed).toBe("no");
      }
    }
  });

  test.each(["portal", "worker", "edge", "migrate"])(
    "runs %s without rights, and shows its port to nobody",
    (name) => {
      expect(compose.services[name]).toMatchObject({
        read_only: true,
        cap_drop: ["ALL"],
        security_opt: ["no-new-privileges:true"],
      });
      expect(compose.services[name]?.ports).toBeUndefined();
    },
  );

  test("gives each app longer to stop than it takes", () => {
    const seconds = (name: string) => Number.parseInt(compose.services[name]?.stop_grace_period ?? "0", 10);
    const graceIn = (file: string) =>
      Number(/graceMs = ([\d_]+)/.exec(read(file))?.[1]?.replaceAll("_", "")) / 1000;
    const drainSeconds = 5;
    expect(seconds("portal")).toBeGreaterThan(drainSeconds + graceIn("apps/web/src/instrumentation.ts"));
    expect(seconds("edge")).toBeGreaterThan(drainSeconds + graceIn("apps/edge/src/node.ts"));
    expect(seconds("worker")).toBeGreaterThan(graceIn("apps/worker/src/main.ts"));
  });
});
