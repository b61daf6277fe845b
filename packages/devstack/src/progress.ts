/** Where progress is written; `process.stdout` is one. */
type Output = { isTTY?: boolean; write(text: string): unknown };

const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** Shows steps as they run, several at once: on a terminal with a line that moves, else with a line per start and end. */
export class Progress {
  readonly #output: Output;
  readonly #running = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #frame = 0;

  constructor(output: Output = process.stdout) {
    this.#output = output;
  }

  /** Shows a step while `work` runs; how long it took, when it succeeds. */
  async step<Result>(title: string, work: () => Promise<Result>): Promise<Result> {
    this.begin(title);
    try {
      const result = await work();
      this.finish(title);
      return result;
    } finally {
      this.#running.delete(title);
      this.#redraw();
    }
  }

  begin(title: string): void {
    this.#running.set(title, performance.now());
    if (!this.#output.isTTY) this.print(`… ${title}`);
    this.#timer ??= setInterval(() => this.#redraw(), 120).unref();
  }

  finish(title: string): void {
    const since = this.#running.get(title);
    if (since === undefined) return;
    this.#running.delete(title);
    this.print(`✓ ${title.padEnd(34)} ${seconds(since).padStart(7)}`);
  }

  /** Prints lines above the moving one. */
  print(text: string): void {
    this.#clear();
    this.#output.write(`${text}\n`);
    this.#redraw();
  }

  /** Ends the moving line for good. */
  end(): void {
    clearInterval(this.#timer);
    this.#running.clear();
    this.#clear();
  }

  #clear(): void {
    if (this.#output.isTTY) this.#output.write("\r\x1b[K");
  }

  #redraw(): void {
    if (!this.#output.isTTY) return;
    this.#clear();
    const [first] = this.#running.values();
    if (first === undefined) return;
    this.#frame = (this.#frame + 1) % 10;
    const names = [...this.#running.keys()].join(", ").slice(0, 90);
    this.#output.write(`${"⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"[this.#frame]} ${names} ${seconds(first)}`);
  }
}
