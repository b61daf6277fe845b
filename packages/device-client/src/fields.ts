/** Fields of an object in JSON, each read as what it must be; what is something else is refused with `refuse`. */
export class Fields {
  readonly #values: Record<string, unknown>;
  readonly #refuse: () => Error;

  constructor(value: unknown, refuse: () => Error) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw refuse();
    this.#values = value as Record<string, unknown>;
    this.#refuse = refuse;
  }

  /** Whether it is there, and not null. */
  has(name: string): boolean {
    return this.#values[name] !== null && this.#values[name] !== undefined;
  }

  /** As it is, whatever it is. */
  raw(name: string): unknown {
    return this.#values[name];
  }

  text(name: string, pattern = /^/): string {
    const value = this.#values[name];
    if (typeof value !== "string" || !pattern.test(value)) throw this.#refuse();
    return value;
  }

  sha256(name: string): string {
    return this.text(name, /^[0-9a-f]{64}$/);
  }

  /** A whole number from `least` on. */
  count(name: string, least = 1): number {
    const value = this.#values[name];
    if (typeof value !== "number" || !Number.isSafeInteger(value) || value < least) throw this.#refuse();
    return value;
  }

  time(name: string): Date {
    const at = new Date(this.text(name, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/));
    if (Number.isNaN(at.getTime())) throw this.#refuse();
    return at;
  }

  inner(name: string): Fields {
    return new Fields(this.#values[name], this.#refuse);
  }

  list(name: string): Fields[] {
    const values = this.#values[name];
    if (!Array.isArray(values)) throw this.#refuse();
    return values.map((value) => new Fields(value, this.#refuse));
  }
}
