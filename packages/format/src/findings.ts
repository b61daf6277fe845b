import { shownPath } from "./entry-path.ts";
import { catalogue, type FindingCode } from "./finding-codes.ts";

/** One thing the inspection has to say about a package. */
export interface Finding {
  /** Stable name, documented in docs/package-format.md. */
  readonly code: FindingCode;
  /** An error keeps the package out of the store, a warning does not. */
  readonly severity: "error" | "warning";
  /** Path inside the package, with invisible characters written out; null when it is about the whole file. */
  readonly path: string | null;
  /** What is wrong, one sentence. */
  readonly message: string;
  /** How to mend it, one sentence. */
  readonly fix: string;
}

/** The names in braces of a template. */
type Slots<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Slots<Rest>
  : never;
type SlotsOf<Code extends FindingCode> =
  | Slots<(typeof catalogue)[Code]["message"]>
  | Slots<(typeof catalogue)[Code]["fix"]>;
type FindingDetails<Code extends FindingCode> = Readonly<Record<SlotsOf<Code>, string | number>>;

/** Collects what one inspection finds; the number of listed findings is bounded, errors have precedence. */
export class FindingList {
  readonly #limit: number;
  readonly #observe: ReadonlySet<FindingCode>;
  readonly #found: Record<"error" | "warning", Finding[]> = { error: [], warning: [] };
  readonly #observed: Finding[] = [];
  /** What is listed already: an entry's two headers often have the same fault. */
  readonly #said = new Set<string>();
  #left = 0;
  #errors = 0;

  constructor(limit: number, observe: Iterable<FindingCode> = []) {
    this.#limit = limit;
    this.#observe = new Set(observe);
    for (const code of this.#observe) {
      // A package whose framing is in doubt has no contents to vouch for: these rules are never on trial.
      if (catalogue[code].group === "archive") throw new RangeError(`${code} cannot be observed only.`);
    }
  }

  add<Code extends FindingCode>(
    code: Code,
    path: string | null,
    ...details: [SlotsOf<Code>] extends [never] ? [] : [FindingDetails<Code>]
  ): void {
    const entry = catalogue[code];
    const values: Readonly<Record<string, string | number>> = details[0] ?? {};
    const finding: Finding = {
      code,
      severity: entry.severity,
      path: path === null ? null : shownPath(path),
      message: fill(entry.message, values),
      fix: fill(entry.fix, values),
    };
    const key = JSON.stringify([code, finding.path, finding.message]);
    if (this.#said.has(key)) {
      if (entry.severity === "error" && !this.#observe.has(code)) this.#errors += 1;
      return;
    }
    if (this.#said.size < 4 * this.#limit) this.#said.add(key);
    if (this.#observe.has(code)) {
      if (this.#observed.length < this.#limit) this.#observed.push(finding);
      return;
    }
    if (entry.severity === "error") this.#errors += 1;
    const list = this.#found[entry.severity];
    if (list.length < this.#limit) list.push(finding);
    else this.#left += 1;
  }

  /** Errors so far, listed or not. */
  get errors(): number {
    return this.#errors;
  }

  /** What observed rules would have said. */
  get observed(): Finding[] {
    return [...this.#observed];
  }

  /** The report: errors, then warnings. */
  list(): Finding[] {
    const all = [...this.#found.error, ...this.#found.warning];
    const listed = all.slice(0, this.#limit);
    const left = this.#left + all.length - listed.length;
    if (left === 0) return listed;
    const { severity, message, fix } = catalogue.more_findings;
    return [
      ...listed,
      { code: "more_findings", severity, path: null, message: fill(message, { count: left }), fix },
    ];
  }
}

/** Puts values into the `{name}` places of a template; values are shown without invisible characters. */
function fill(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`The finding needs a value for ${name}.`);
    return shownPath(String(value));
  });
}
