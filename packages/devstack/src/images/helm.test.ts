import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { repositoryRoot } from "../repository-root.ts";

// Without helm, templates are not rendered here: what holds of their text is checked. deploy/README.md says what was
// checked by rendering them, and how.

const read = (file: string) => readFileSync(join(repositoryRoot, file), "utf8");
const chart = "deploy/helm/mosis";
const templates = readdirSync(join(repositoryRoot, chart, "templates")).map((name) => ({
  name,
  text: read(`${chart}/templates/${name}`),
}));
const templateOf = (name: string) => templates.find((one) => one.name === `${name}.yaml`)?.text ?? "";
const all = templates.map(({ text }) => text).join("\n");
const values = parse(read(`${chart}/values.yaml`)) as Record<string, unknown>;

function isThere(path: string, from: unknown): boolean {
  const [first = "", ...rest] = path.split(".");
  if (typeof from !== "object" || from === null || !Object.hasOwn(from, first)) return false;
  return rest.length === 0 || isThere(rest.join("."), (from as Record<string, unknown>)[first]);
}

describe("the chart's templates", () => {
  test.each(templates)("$name closes what it opens", ({ text }) => {
    let depth = 0;
    for (const [, word] of text.matchAll(/\{\{-?\s*(if|range|with|define|end)\b/g)) {
      depth += word === "end" ? -1 : 1;
      expect(depth).toBeGreaterThanOrEqual(0);
    }
    expect(depth).toBe(0);
    expect(text.split("{{").length).toBe(text.split("}}").length);
  });

  test("include what is defined, and use values that there are", () => {
    const defined = new Set([...all.matchAll(/define "([\w.]+)"/g)].map(([, name]) => name));
    const included = new Set([...all.matchAll(/include "([\w.]+)"/g)].map(([, name]) => name));
    expect([...included].sort()).toEqual([...defined].sort());
    const used = [...all.matchAll(/\.Values\.([\w.]*\w)/g)].map(([, path = ""]) => path);
    // Optional by Helm's habit: a name instead of the chart's own.
    for (const path of new Set(used))
      if (path !== "nameOverride") expect(isThere(path, values), path).toBe(true);
  });

  test.each([
    ["portal", "web"],
    ["worker", "worker"],
    ["edge", "edge"],
  ])("%s gets variables that it knows, secrets from the Secret alone, and all that it needs", (name, app) => {
    const text = templateOf(name);
    const listed = (key: string) =>
      [...(new RegExp(`"${key}" \\(list ([^)]*)\\)`).exec(text)?.[1] ?? "").matchAll(/"(\w+)"/g)].map(
        ([, one = ""]) => one,
      );
    const [config, secrets, optional] = [listed("config"), listed("secrets"), listed("optionalSecrets")];
    expect(config.length).toBeGreaterThan(0);
    const known = new Set([...read(".env.example").matchAll(/^(\w+)=$/gm)].map(([, one = ""]) => one));
    for (const one of [...config, ...secrets, ...optional]) expect(known, one).toContain(one);
    for (const one of config) expect(isThere(`config.${one}`, values), one).toBe(true);
    for (const one of [...secrets, ...optional]) {
      expect(isThere(`secrets.values.${one}`, values), one).toBe(true);
      expect(config).not.toContain(one);
    }
    const env = read(`apps/${app}/src/env.ts`);
    for (const one of [
      "AUTH_SECRET",
      "MAIL_LINK_SECRET",
      "DOWNLOAD_SIGNING_KEY",
      "RELEASE_SIGNING_KEYS",
      "DATABASE_URL",
      "REDIS_URL",
    ]) {
      const isNeeded = new RegExp(`^\\s+${one}: (?!.*optional)`, "m").test(
        env.split("const BackupEnv")[0] ?? "",
      );
      expect(secrets.includes(one), one).toBe(isNeeded);
    }
  });

  test("pods have no rights, and wait as long as the apps take to stop", () => {
    for (const name of ["portal", "worker", "edge", "migrate"]) {
      const text = templateOf(name);
      expect(text).toContain('include "mosis.containerSecurity"');
      expect(text).toMatch(/include "mosis\.pod(Security)?"/);
    }
    const graceIn = (file: string) =>
      Number(/graceMs = ([\d_]+)/.exec(read(file))?.[1]?.replaceAll("_", "")) / 1000;
    const beyondDrain = (name: string) =>
      Number(/add \.Values\.drainSeconds (\d+)/.exec(templateOf(name))?.[1]);
    expect(beyondDrain("portal")).toBeGreaterThan(graceIn("apps/web/src/instrumentation.ts"));
    expect(beyondDrain("edge")).toBeGreaterThan(graceIn("apps/edge/src/node.ts"));
    const worker = Number(/terminationGracePeriodSeconds: (\d+)/.exec(templateOf("worker"))?.[1]);
    expect(worker).toBeGreaterThan(graceIn("apps/worker/src/main.ts"));
  });

  test("ask where the apps answer", () => {
    const dockerfile = read("deploy/Dockerfile");
    for (const [name, ...files] of [
      ["worker", "apps/worker/src/health-server.ts", "apps/worker/src/main.ts"],
      ["edge", "apps/edge/src/app.ts", "apps/edge/src/container.ts"],
    ] as const) {
      for (const [, path = ""] of templateOf(name).matchAll(/httpGet: \{ path: (\S+),/g))
        expect(files.map(read).join()).toContain(`"${path}"`);
    }
    for (const [, path = ""] of templateOf("portal").matchAll(/httpGet: \{ path: (\S+),/g))
      expect(read(`apps/web/src/app${path}/route.ts`)).toContain("export ");
    for (const [, port = ""] of all.matchAll(/containerPort: (\d+)/g))
      expect(dockerfile).toContain(`EXPOSE ${port}`);
  });
});

test("the schema of the values knows every one of them", () => {
  const schema = JSON.parse(read(`${chart}/values.schema.json`)) as {
    properties: Record<string, { properties?: object }>;
  };
  for (const [name, value] of Object.entries(values)) {
    const known = schema.properties[name];
    expect(known, name).toBeDefined();
    if (!known?.properties || name === "config") continue;
    for (const inner of Object.keys(value as object))
      expect(Object.keys(known.properties), `${name}.${inner}`).toContain(inner);
  }
});
