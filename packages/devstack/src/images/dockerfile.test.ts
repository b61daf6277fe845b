import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { repositoryRoot } from "../repository-root.ts";
import { ancestry, copied, createIgnore, parseDockerfile, variablesOf, wordsOf } from "./dockerfile.ts";

const read = (file: string) => readFileSync(join(repositoryRoot, file), "utf8");
const file = parseDockerfile(read("deploy/Dockerfile"));
const isIgnored = createIgnore(read("deploy/Dockerfile.dockerignore"));
const images = ["portal", "worker", "edge"];
const all = file.stages.flatMap(({ name, instructions }) =>
  instructions.map((one) => ({ stage: name, ...one })),
);

describe("deploy/Dockerfile", () => {
  test("is built on the Node that everything here runs on, and on nothing else", () => {
    const { devDependencies } = JSON.parse(read("package.json")) as { devDependencies: { node: string } };
    expect(file.args).toEqual({ NODE_IMAGE: `node:${devDependencies.node}-bookworm-slim` });
    const names = file.stages.map(({ name }) => name);
    for (const { base } of file.stages) expect(["$".concat("{NODE_IMAGE}"), ...names]).toContain(base);
  });

  test.each(all.filter(({ name }) => name === "COPY").map((one) => ({ ...one, place: `line ${one.line}` })))(
    "copies what is there: $place",
    (instruction) => {
      const { sources } = copied(instruction);
      for (const source of sources) {
        const { from } = instruction.flags;
        if (from !== undefined) expect(file.stages.map(({ name }) => name)).toContain(from);
        else if (source !== ".") {
          expect(existsSync(join(repositoryRoot, source)), source).toBe(true);
          expect(isIgnored(source), source).toBe(false);
        }
      }
    },
  );

  test("knows every workspace, as the lockfile does", () => {
    const folders = ["apps", "packages"].flatMap((folder) =>
      readdirSync(join(repositoryRoot, folder)).map((name) => `${folder}/${name}/package.json`),
    );
    const manifests = file.stages.find(({ name }) => name === "manifests");
    const sources = manifests?.instructions
      .filter(({ name }) => name === "COPY")
      .flatMap((one) => copied(one).sources);
    expect(sources).toEqual(
      expect.arrayContaining(folders.filter((one) => existsSync(join(repositoryRoot, one)))),
    );
  });

  test("fetches nothing but packages, runs none of their scripts, and names no secret", () => {
    expect(all.filter(({ name }) => name === "ADD")).toEqual([]);
    for (const { name, text } of all) {
      if (name === "RUN" && text.includes("npm ")) expect(text).toContain("npm ci --ignore-scripts");
      if (name === "ENV" || name === "ARG") expect(text).not.toMatch(/SECRET|PASSWORD|TOKEN|_KEYS?\b/);
    }
  });

  test.each(images)("%s runs as nobody in particular, gets its signals, and says how it does", (image) => {
    const instructions = ancestry(file, image).flatMap((stage) => stage.instructions);
    const last = (name: string) => instructions.findLast((one) => one.name === name);
    expect(last("USER")?.text).toBe("node");
    const environment = Object.assign(
      {},
      ...instructions.filter(({ name }) => name === "ENV").map(variablesOf),
    );
    const [, port] = Object.entries(environment).find(([name]) => /^(EDGE_|HEALTH_)?PORT$/.test(name)) ?? [];
    expect(last("EXPOSE")?.text).toBe(port);
    expect(last("HEALTHCHECK")?.text).toContain(`http://127.0.0.1:${port}/`);
    const [program, entry = ""] = wordsOf(last("CMD") ?? { text: "", line: 0 });
    expect(program).toBe("node");
    if (image !== "portal") expect(existsSync(join(repositoryRoot, entry)), entry).toBe(true);
  });
});

describe("the context of a build", () => {
  test("holds sources, and neither secrets nor what builds leave", () => {
    for (const path of [
      ".env",
      ".data/secrets.json",
      "apps/web/.env.local",
      "apps/web/.next/x",
      "node_modules/x",
    ])
      expect(isIgnored(path), path).toBe(true);
    for (const path of [
      "packages/db/node_modules/x",
      "packages/db/src/generated/client.ts",
      "e2e/x.ts",
      ".git/HEAD",
    ])
      expect(isIgnored(path), path).toBe(true);
    for (const path of [
      "package.json",
      "apps/web/src/env.ts",
      "prisma/migrations/0001_initial/migration.sql",
      ".npmrc",
    ])
      expect(isIgnored(path), path).toBe(false);
  });
});

test("what cannot be followed is refused", () => {
  expect(() => parseDockerfile("FROM node")).toThrow("line 1: every stage has a name");
  expect(() => parseDockerfile("RUN true")).toThrow("line 1: RUN before the first stage");
  expect(() => parseDockerfile("FROM a AS b\nRUN x \\\n")).toThrow("line 2: it does not end");
  expect(() => wordsOf({ text: "node main.ts", line: 3 })).toThrow("line 3: use the JSON form");
  const [stage] = parseDockerfile("FROM a AS b\nCOPY --from=x --chown=1 \\\n  # why\n  c d/ .").stages;
  expect(stage?.instructions).toEqual([
    { name: "COPY", flags: { from: "x", chown: "1" }, text: "c d/ .", line: 2 },
  ]);
});
