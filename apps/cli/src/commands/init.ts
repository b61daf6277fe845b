import { access, mkdir, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { manifestPath, manifestSchema } from "@mosis/format";
import type { z } from "zod";
import { CommandFailure, type ExitCode, exitCode } from "../exit-code.ts";
import type { Terminal } from "../terminal.ts";
import { type Keyboard, withQuestions } from "./ask.ts";

export interface InitOptions {
  id?: string;
  name?: string;
  appVersion?: string;
  author?: string;
  /** Takes what is not given as it is proposed, without asking. */
  yes: boolean;
  /** Whether a manifest that is there is replaced. */
  force: boolean;
  /** Where editors find the schema; null leaves it out. */
  schemaUrl: string | null;
}

const entry = "index.html";

interface Question {
  option: "id" | "name" | "appVersion" | "author";
  asks: string;
  proposes: string;
  schema: z.ZodType;
}

/**
 * Makes a manifest, and a first page where there is none.
 * @param keyboard of the person to ask; null asks nothing.
 */
export async function init(
  terminal: Terminal,
  folder: string,
  options: InitOptions,
  keyboard: Keyboard | null,
): Promise<ExitCode> {
  const file = join(folder, manifestPath);
  if (!options.force && (await isThere(file))) {
    throw new CommandFailure("usage", `${file} is there already. Replace it with --force.`);
  }
  const name = basename(resolve(folder)) || "app";
  const { id, name: nameRule, version, author } = manifestSchema.shape;
  const answers = await answer(terminal, options, keyboard, [
    {
      option: "id",
      asks: "Package id, a domain of yours in reverse and a name",
      proposes: `com.example.${plain(name)}`,
      schema: id,
    },
    { option: "name", asks: "Name people see", proposes: name, schema: nameRule },
    { option: "appVersion", asks: "Version", proposes: "1.0.0", schema: version },
    { option: "author", asks: "Author (may be left out)", proposes: "", schema: author },
  ]);
  const manifest = {
    ...(options.schemaUrl !== null && { $schema: options.schemaUrl }),
    manifest_version: 1,
    id: answers.id,
    name: answers.name,
    version: answers.appVersion,
    version_code: 1,
    ...(answers.author && { author: answers.author }),
    entry,
    permissions: [],
    locales: ["en"],
  };
  const parsed = manifestSchema.safeParse(manifest);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new CommandFailure("usage", `${issue?.path.join(".")}: ${issue?.message}`);
  }
  await mkdir(folder, { recursive: true });
  await writeFile(file, `${JSON.stringify(manifest, null, 2)}\n`);
  terminal.out(`Wrote ${file}`);
  const page = join(folder, entry);
  if (!(await isThere(page))) {
    await writeFile(page, firstPage(answers.name ?? name));
    terminal.out(`Wrote ${page}`);
  }
  terminal.out("Next: `mosis validate`, then `mosis publish`.");
  return exitCode.done;
}

type Answers = Partial<Record<Question["option"], string>>;

/** What the options say; of the rest, what a person types, or what is proposed where nobody is asked. */
async function answer(
  terminal: Terminal,
  options: InitOptions,
  keyboard: Keyboard | null,
  questions: readonly Question[],
): Promise<Answers> {
  const answers: Answers = {};
  const open = questions.filter(({ option }) => options[option] === undefined);
  for (const { option, proposes } of questions) answers[option] = options[option] ?? proposes;
  if (options.yes || keyboard === null || open.length === 0) return answers;
  await withQuestions(keyboard, async (ask) => {
    for (const { option, asks, proposes, schema } of open) {
      for (;;) {
        const typed = (await ask(`${asks}${proposes && ` [${proposes}]`}: `)).trim() || proposes;
        const parsed = schema.safeParse(typed || undefined);
        answers[option] = typed;
        if (parsed.success) break;
        terminal.err(`  ${parsed.error.issues[0]?.message}`);
      }
    }
  });
  return answers;
}

/** A folder's name as the last part of a package id. */
function plain(name: string): string {
  const letters = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "");
  return letters || "app";
}

function firstPage(name: string): string {
  const title = name.replace(/[&<>]/g, (char) => `&#${char.charCodeAt(0)};`);
  return `<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width">
  <title>${title}</title>
  <h1>${title}</h1>
</html>
`;
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
