/** What all processes may read again without asking the database. Anything in it may be gone at any moment. */
export interface SharedCache {
  /** Undefined when it is not there, or the cache does not answer. */
  get(key: string): Promise<unknown>;
  /** Keeps the value for so many seconds if it can. */
  set(key: string, value: unknown, seconds: number): Promise<void>;
}
