import { AsyncLocalStorage } from "node:async_hooks";

/** What every line within a request or a job says of it. */
export type LogFields = Record<string, string | number>;

/** Fields that everything logged within a piece of work carries, however deep in it. */
export interface LogScope {
  run<Result>(fields: LogFields, work: () => Result): Result;
  /** Adds to the fields of the work at hand what has only now become known; does nothing outside of any. */
  add(fields: LogFields): void;
  fields(): LogFields;
}

export function createLogScope(): LogScope {
  const storage = new AsyncLocalStorage<LogFields>();
  return {
    run: (fields, work) => storage.run({ ...storage.getStore(), ...fields }, work),
    add(fields) {
      const own = storage.getStore();
      if (own) Object.assign(own, fields);
    },
    fields: () => ({ ...storage.getStore() }),
  };
}
