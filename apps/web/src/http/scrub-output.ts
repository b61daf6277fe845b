import { scrub } from "@mosis/domain";

/**
 * Has what is written to these streams lose its secrets: Next writes errors of pages by itself, past our log, as they
 * are. What is written as bytes passes unchanged, as nothing of ours is.
 */
export function scrubOutput(...streams: readonly Pick<NodeJS.WriteStream, "write">[]): void {
  for (const stream of streams) {
    const write = stream.write.bind(stream) as (chunk: unknown, ...rest: unknown[]) => boolean;
    stream.write = (chunk: unknown, ...rest: unknown[]) =>
      write(typeof chunk === "string" ? scrub(chunk) : chunk, ...rest);
  }
}
