import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, statSync } from "node:fs";
import { basename, delimiter, dirname, join } from "node:path";
import { copied, createIgnore, type Dockerfile, type Stage, variablesOf } from "./dockerfile.ts";

/** What following a Dockerfile leaves of a stage: a folder that stands for the root of its image. */
export interface Built {
  root: string;
  environment: Record<string, string>;
  /** Where its programs start, seen from inside. */
  workdir: string;
}

export interface Follow {
  file: Dockerfile;
  /** The text of the .dockerignore. */
  ignore: string;
  /** Files of the context, as a clone has them. */
  contextFiles: readonly string[];
  context: string;
  /** Where the stages are made. */
  folder: string;
  onStep: (line: string) => void;
}

/**
 * Follows a Dockerfile without Docker: every COPY and RUN of a stage, and of those it is made of, in a folder of its own
 * in place of an image. What an image has besides (a distribution, another user) is this machine's.
 * @returns what gives a stage, made when it is first asked for.
 * @throws Error when a source of COPY is missing, or a RUN fails.
 */
export function createFollower(options: Follow): (name: string) => Promise<Built> {
  const { file, contextFiles, context, folder, onStep } = options;
  const isIgnored = createIgnore(options.ignore);
  const sent = contextFiles.filter((path) => !isIgnored(path) && existsSync(join(context, path)));
  const made = new Map<string, Promise<Built>>();

  function stage(name: string): Promise<Built> {
    const known = made.get(name) ?? make(requireStage(name));
    made.set(name, known);
    return known;
  }

  function requireStage(name: string): Stage {
    const found = file.stages.find((one) => one.name === name);
    if (!found) throw new Error(`there is no stage ${name}`);
    return found;
  }

  async function make({ name, base, instructions }: Stage): Promise<Built> {
    const root = join(folder, name);
    mkdirSync(root, { recursive: true });
    const below = file.stages.some((one) => one.name === base) ? await stage(base) : null;
    // Links between packages of the repository stay links.
    if (below) cpSync(below.root, root, { recursive: true, verbatimSymlinks: true });
    const built: Built = {
      root,
      environment: { ...below?.environment },
      workdir: below?.workdir ?? "/",
    };
    for (const instruction of instructions) {
      onStep(`${name}: ${instruction.name} ${instruction.text.slice(0, 90)}`);
      if (instruction.name === "WORKDIR") {
        built.workdir = instruction.text;
        mkdirSync(join(root, built.workdir), { recursive: true });
      } else if (instruction.name === "ENV") Object.assign(built.environment, variablesOf(instruction));
      else if (instruction.name === "RUN") await run(instruction.text, built);
      else if (instruction.name === "COPY") {
        const { sources, target } = copied(instruction);
        const { from } = instruction.flags;
        for (const source of sources) {
          if (from === undefined)
            copyContext(source, inside(built, target), target.endsWith("/") || sources.length > 1);
          else copyTree(join((await stage(from)).root, source), inside(built, target), source, target);
        }
      }
    }
    return built;
  }

  /** As COPY does: a folder's contents go into the target, a file becomes the target or goes into it. */
  function copyContext(source: string, target: string, isFolder: boolean): void {
    if (sent.includes(source)) {
      const file = isFolder ? join(target, basename(source)) : target;
      mkdirSync(dirname(file), { recursive: true });
      cpSync(join(context, source), file, { verbatimSymlinks: true });
      return;
    }
    const prefix = source === "." ? "" : `${source}/`;
    const files = sent.filter((path) => path.startsWith(prefix));
    if (files.length === 0) throw new Error(`COPY ${source}: there is no such file in the context`);
    for (const path of files) {
      const file = join(target, path.slice(prefix.length));
      mkdirSync(dirname(file), { recursive: true });
      cpSync(join(context, path), file, { verbatimSymlinks: true });
    }
  }

  return stage;
}

function inside({ root, workdir }: Built, target: string): string {
  return target.startsWith("/") ? join(root, target) : join(root, workdir, target);
}

function copyTree(from: string, to: string, source: string, target: string): void {
  if (!existsSync(from)) throw new Error(`COPY ${source}: the stage has no such file`);
  const isFile = statSync(from).isFile();
  const place = isFile && target.endsWith("/") ? join(to, basename(from)) : to;
  mkdirSync(isFile ? dirname(place) : place, { recursive: true });
  cpSync(from, place, { recursive: true, verbatimSymlinks: true });
}

/** With this machine's Node and npm first on PATH, and nothing of its environment that could help. */
async function run(command: string, { root, workdir, environment }: Built): Promise<void> {
  const {
    PATH = "",
    HOME = "/root",
    npm_config_registry,
    npm_config_userconfig,
    npm_config_cache,
  } = process.env;
  const child = spawn("sh", ["-ec", command], {
    cwd: join(root, workdir),
    env: {
      ...environment,
      PATH: [dirname(process.execPath), ...PATH.split(delimiter)].join(delimiter),
      HOME,
      ...(npm_config_registry && { npm_config_registry }),
      ...(npm_config_userconfig && { npm_config_userconfig }),
      ...(npm_config_cache && { npm_config_cache }),
    },
    stdio: ["ignore", "inherit", "inherit"],
  });
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0) throw new Error(`RUN ${command} ended with ${code ?? "a signal"}`);
}
