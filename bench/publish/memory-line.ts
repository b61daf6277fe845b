/** The line in which a measured process says how many bytes it uses. */
export const memoryLine = {
  write: (bytes: number): string => JSON.stringify({ bench_memory: bytes }),
  /** What each such line in a log says, in bytes, oldest first. */
  readAll: (log: string): number[] =>
    Array.from(log.matchAll(/^\{"bench_memory":(\d+)\}$/gm), ([, bytes]) => Number(bytes)),
};
