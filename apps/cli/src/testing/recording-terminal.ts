import type { Terminal } from "../terminal.ts";

/** A terminal without colours that remembers what was said. */
export function recordingTerminal(): Terminal & { text(): string; errors(): string } {
  const [out, err]: [string[], string[]] = [[], []];
  return {
    out: (line) => void out.push(line),
    err: (line) => void err.push(line),
    status: null,
    style: (_, text) => text,
    text: () => out.join("\n"),
    errors: () => err.join("\n"),
  };
}
