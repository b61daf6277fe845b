import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";

/** A program of this folder in a process of its own, with which one talks in lines of JSON. */
export class ProgramProcess {
  readonly #child: ChildProcess;
  readonly #lines: Interface;
  /** Rejects when the program ends. */
  readonly #ended: Promise<never>;

  constructor(file: string, args: readonly string[] = []) {
    this.#child = spawn(process.execPath, [join(import.meta.dirname, file), ...args], {
      stdio: ["pipe", "pipe", "inherit"],
      env: { NODE_ENV: "production" },
    });
    if (!this.#child.stdout) throw new Error("A program has no output.");
    this.#lines = createInterface({ input: this.#child.stdout });
    this.#ended = once(this.#child, "exit").then(([code]) => {
      throw new Error(`A measured program ended with ${code}.`);
    });
    // It ends on purpose as well, when nobody listens any more.
    this.#ended.catch(() => undefined);
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error("A program did not start.");
    return this.#child.pid;
  }

  tell(message: unknown): void {
    this.#child.stdin?.write(`${JSON.stringify(message)}\n`);
  }

  /** The next line; rejects when the program ends instead. */
  async hear<Message>(): Promise<Message> {
    const [line] = (await Promise.race([once(this.#lines, "line"), this.#ended])) as [string];
    return JSON.parse(line) as Message;
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const exit = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await exit;
  }
}
