import type { Connection } from "../keep-trying.ts";

/** A network that comes and goes when told to. */
export function memoryConnection(): Connection & { set(online: boolean): void; listeners(): number } {
  const watching = new Set<() => void>();
  let online = true;
  return {
    isOnline: () => online,
    watch(onChange) {
      watching.add(onChange);
      return () => void watching.delete(onChange);
    },
    set(now) {
      online = now;
      for (const onChange of [...watching]) onChange();
    },
    listeners: () => watching.size,
  };
}
