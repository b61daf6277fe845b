/** Runs a call that was made on a watched object; `name` is its path, such as `versions.update`. */
export type CallWatcher = <Result>(name: string, call: () => Promise<Result>) => Promise<Result>;

/** The same object, whose methods, and those of the objects it holds, go through the watcher. They must give promises. */
export function watchCalls<Watched extends object>(
  target: Watched,
  watcher: CallWatcher,
  path = "",
): Watched {
  return new Proxy(target, {
    get(object, key) {
      const value: unknown = Reflect.get(object, key);
      const name = path + String(key);
      if (typeof value === "function") {
        return (...given: unknown[]) =>
          watcher(name, () => Reflect.apply(value, object, given) as Promise<unknown>);
      }
      return value !== null && typeof value === "object" ? watchCalls(value, watcher, `${name}.`) : value;
    },
  });
}
