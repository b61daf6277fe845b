import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** A program of this folder in a process of its own, with which one talks in lines of JSON. */
export class ProgramProcess {
  readonly #child: ChildProcess;
  /** Keeps what was said before anybody listened. */
  readonly #lines: AsyncIterator<string>;
  /** Rejects when the program ends. */
  readonly #ended: Promise<never>;

  constructor(file: string, args: readonly string[] = []) {
    this.#child = spawn(process.execPath, [join(import.meta.dirname, file), ...args], {
      stdio: ["pipe", "pipe", "inherit"],
      env: { NODE_ENV: "production" },
    });
    if (!this.#child.stdout) throw new Error("A program has no output.");
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
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
    const { value } = await Promise.race([this.#lines.next(), this.#ended]);
    return JSON.parse(value) as Message;
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const exit = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await exit;
  }
}
