import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { type Keyboard, processKeyboard } from "./commands/ask.ts";
import { init } from "./commands/init.ts";
import { migrateStorage } from "./commands/migrate-storage.ts";
import { pack } from "./commands/pack.ts";
import { publish } from "./commands/publish.ts";
import { validate } from "./commands/validate.ts";
import { type Env, readEnv } from "./env.ts";
import { CommandFailure, type ExitCode, exitCode } from "./exit-code.ts";
import { readPortalAddress } from "./portal/portal-address.ts";
import { patience, type RetryPolicy } from "./portal/retry.ts";
import { processTerminal, type Terminal } from "./terminal.ts";

const version = "0.1.0";

interface Surroundings {
  terminal: Terminal;
  env: Env;
  policy: RetryPolicy;
  /** Of the person to ask; null when there is none. */
  keyboard: Keyboard | null;
}

/** Runs the program with these arguments, without the names of node and the script. Gives the exit code. */
export async function run(args: readonly string[], given: Partial<Surroundings> = {}): Promise<ExitCode> {
  const surroundings: Surroundings = {
    terminal: given.terminal ?? processTerminal(),
    env: given.env ?? readEnv(),
    policy: given.policy ?? patience,
    keyboard: given.keyboard === undefined ? processKeyboard() : given.keyboard,
  };
  const { terminal } = surroundings;
  let result: ExitCode = exitCode.done;
  const program = createProgram(surroundings, async (command) => {
    result = await command;
  });
  try {
    await program.parseAsync([...args], { from: "user" });
    return result;
  } catch (error) {
    if (error instanceof CommandFailure) {
      terminal.err(error.message);
      return error.exitCode;
    }
    // Commander has said what is wrong already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.done : exitCode.usage;
    if (isSystemError(error)) {
      terminal.err(`${error.message}.`);
      return exitCode.usage;
    }
    terminal.err("This is a fault in mosis; please report it with the lines below.");
    terminal.err(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return exitCode.fault;
  }
}

/** What the system refuses, such as a file that may not be read: it names the file and why. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error && "path" in error;
}

function createProgram(
  { terminal, env, policy, keyboard }: Surroundings,
  finish: (command: Promise<ExitCode>) => Promise<void>,
): Command {
  const program = new Command("mosis")
    .description("Makes, checks and publishes .mosis packages.")
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
    })
    .showHelpAfterError("Try --help.");

  program
    .command("init")
    .description("make a manifest, and a first page where there is none")
    .argument("[folder]", "the app's folder", ".")
    .option("--id <id>", "package id, such as com.example.notes")
    .option("--name <name>", "the name people see")
    .option("--app-version <version>", "the version people see, such as 1.0.0")
    .option("--author <author>", "who makes the app")
    .option("-y, --yes", "take what is proposed, without asking", false)
    .option("-f, --force", "replace a manifest that is there", false)
    .option("--portal <url>", "portal whose schema editors use (MOSIS_URL)", env.MOSIS_URL)
    .action(async (folder: string, options) => {
      const schemaUrl = options.portal
        ? new URL("/schemas/manifest-1.json", readPortalAddress(options.portal)).href
        : null;
      await finish(init(terminal, folder, { ...options, schemaUrl }, keyboard));
    });

  program
    .command("pack")
    .description("pack a folder, the same files to the same bytes, and check the package")
    .argument("[folder]", "the app's folder", ".")
    .option("-o, --output <file>", "the package; by default its id and version")
    .option("-f, --force", "keep the package even if the store would refuse it", false)
    .option("--json", "print one JSON document", false)
    .action(async (folder: string, options) => {
      await finish(pack(terminal, folder, options));
    });

  program
    .command("validate")
    .description("check a package, or a folder, as the store does")
    .argument("[path]", "a package or an app's folder", ".")
    .option("--json", "print one JSON document", false)
    .option("--strict", "let warnings fail, too", false)
    .action(async (path: string, options) => {
      await finish(validate(terminal, path, options));
    });

  program
    .command("publish")
    .description("check a package, send it to the store and wait for its verdict")
    .argument("[path]", "a package or an app's folder", ".")
    .option("--portal <url>", "the portal's address (MOSIS_URL)")
    .option("--json", "print one JSON document", false)
    .addOption(
      new Option(
        "--trusted",
        "exchange the job's identity token: GitHub Actions gives it, or MOSIS_ID_TOKEN",
      ).default(false),
    )
    .addOption(new Option("--id-token-file <file>", "the file that holds it").implies({ trusted: true }))
    .addOption(new Option("--submit", "send a version that passed to review").default(false))
    .addOption(new Option("--no-wait", "end when the package has arrived").conflicts("submit"))
    .option("--notes <text>", "what is new in this version")
    .addOption(new Option("--notes-file <file>", "a file that says what is new").conflicts("notes"))
    .option("--timeout <seconds>", "how long to wait for the verdict", wholeNumber(1, 86_400), 600)
    .option("--concurrency <parts>", "parts sent at the same time", wholeNumber(1, 16), 4)
    .addHelpText(
      "after",
      "\nSet MOSIS_TOKEN to an access token, made in the portal under Tokens; with --trusted none is needed.",
    )
    .action(async (path: string, options) => {
      await interruptibly((signal) => finish(publish(terminal, path, options, { env, policy, signal })));
    });

  program
    .command("storage")
    .description("for operators of a store: look after its object storage")
    .command("migrate")
    .description("copy a store's objects to another bucket, while it is in use; run it again to go on")
    .requiredOption("--from <place>", "s3://BUCKET?endpoint=URL&region=REGION&provider=r2|s3|b2, or a folder")
    .requiredOption("--to <place>", "the new bucket, written alike")
    .option("--switched", "portal, workers and edge use the new bucket: move what may change, too", false)
    .option("--concurrency <objects>", "objects moved at the same time", wholeNumber(1, 64), 8)
    .option("--state <file>", "keeps what has been done", "mosis-move.jsonl")
    .option("--dry-run", "only tell what there is to do", false)
    .option("--json", "print one JSON document", false)
    .addHelpText(
      "after",
      "\nSet MOSIS_FROM_ACCESS_KEY_ID, MOSIS_FROM_SECRET_ACCESS_KEY, MOSIS_TO_ACCESS_KEY_ID and MOSIS_TO_SECRET_ACCESS_KEY.",
    )
    .action(async (options) => {
      await interruptibly((signal) => finish(migrateStorage(terminal, options, { env, signal })));
    });
  return program;
}

/** Lets Ctrl-C, and a request to stop, end the work in good order. */
async function interruptibly(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const interrupt = new AbortController();
  const stop = () => interrupt.abort();
  process.once("SIGINT", stop).once("SIGTERM", stop);
  try {
    await work(interrupt.signal);
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
  };
}
