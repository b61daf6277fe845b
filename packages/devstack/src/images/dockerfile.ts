/** A line of a Dockerfile, its continuations joined. */
export interface Instruction {
  name: string;
  /** `--from=build` as `from: "build"`; the last one wins. */
  flags: Record<string, string>;
  /** What follows, as it is written. */
  text: string;
  line: number;
}

export interface Stage {
  name: string;
  /** An image, or a stage before it. */
  base: string;
  instructions: Instruction[];
}

export interface Dockerfile {
  /** Build arguments that may be given, with their defaults. */
  args: Record<string, string>;
  stages: Stage[];
}

/**
 * Reads a Dockerfile as far as ours goes: no heredocs, no escapes other than a backslash at the end of a line.
 * @throws Error that names the line.
 */
export function parseDockerfile(text: string): Dockerfile {
  const args: Record<string, string> = {};
  const stages: Stage[] = [];
  for (const instruction of instructionsOf(text)) {
    const { name, line, text: rest } = instruction;
    const stage = stages.at(-1);
    if (name === "FROM") {
      const [, base, stageName] = /^(\S+)(?:\s+AS\s+(\S+))?$/i.exec(rest) ?? [];
      if (!base || !stageName) throw new Error(`line ${line}: every stage has a name`);
      stages.push({ name: stageName, base, instructions: [] });
    } else if (!stage) {
      const [, key, value] = /^(\w+)=(\S+)$/.exec(rest) ?? [];
      if (name !== "ARG" || !key || !value) throw new Error(`line ${line}: ${name} before the first stage`);
      args[key] = value;
    } else stage.instructions.push(instruction);
  }
  return { args, stages };
}

function* instructionsOf(text: string): Generator<Instruction> {
  let pending = "";
  let from = 0;
  for (const [index, raw] of text.split("\n").entries()) {
    if (/^\s*(#|$)/.test(raw)) continue;
    if (pending === "") from = index + 1;
    pending += raw.replace(/\\\s*$/, " ");
    if (/\\\s*$/.test(raw)) continue;
    const [, name = "", rest = ""] = /^\s*([A-Za-z]+)\s+(.*)$/s.exec(pending) ?? [];
    pending = "";
    if (name === "") throw new Error(`line ${from}: no instruction`);
    const flags: Record<string, string> = {};
    const words = rest.trim().replace(/^(?:--([\w-]+)(?:=(\S+))?\s+)+/, (all) => {
      for (const [, flag = "", value = ""] of all.matchAll(/--([\w-]+)(?:=(\S+))?/g)) flags[flag] = value;
      return "";
    });
    yield { name: name.toUpperCase(), flags, text: words, line: from };
  }
  if (pending !== "") throw new Error(`line ${from}: it does not end`);
}

/** The stages that this one is made of, the first one first; the image below them comes as their base. */
export function ancestry({ stages }: Dockerfile, name: string): Stage[] {
  const stage = stages.find((one) => one.name === name);
  if (!stage) throw new Error(`there is no stage ${name}`);
  const isStage = stages.some((one) => one.name === stage.base);
  return [...(isStage ? ancestry({ args: {}, stages }, stage.base) : []), stage];
}

/** The words of COPY: what is taken, and where it goes. */
export function copied({ text }: Instruction): { sources: string[]; target: string } {
  const words = text.split(/\s+/);
  return { sources: words.slice(0, -1), target: words.at(-1) ?? "" };
}

/** `NAME=value NAME=value`, without quotes as ours are. */
export function variablesOf({ text }: Instruction): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/(\w+)=(\S*)/g)].map(([, name = "", value = ""]) => [name, value]),
  );
}

/** The words of CMD in its JSON form. @throws Error for the form that needs a shell. */
export function wordsOf({ text, line }: Pick<Instruction, "text" | "line">): string[] {
  const words: unknown = /^\[.*\]$/s.test(text) ? JSON.parse(text) : null;
  if (!Array.isArray(words) || words.some((word) => typeof word !== "string"))
    throw new Error(`line ${line}: use the JSON form, so that signals reach the process`);
  return words as string[];
}

/**
 * Whether a file of the context is sent to the builder, by the rules of a .dockerignore: the last that fits counts, and
 * one that fits a folder fits all in it.
 */
export function createIgnore(text: string): (path: string) => boolean {
  const rules = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => ({ isKept: line.startsWith("!"), pattern: patternOf(line.replace(/^!/, "")) }));
  return (path) => {
    const parts = path.split("/");
    const places = parts.map((_, index) => parts.slice(0, index + 1).join("/"));
    const last = rules.findLast(({ pattern }) => places.some((place) => pattern.test(place)));
    return last !== undefined && !last.isKept;
  };
}

function patternOf(glob: string): RegExp {
  const source = glob
    .split(/(\*\*\/?|\*)/)
    .map((part) =>
      part === "**/"
        ? "(?:.*/)?"
        : part === "**"
          ? ".*"
          : part === "*"
            ? "[^/]*"
            : part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"),
    )
    .join("");
  return new RegExp(`^${source}$`);
}
