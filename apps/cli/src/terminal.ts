import { styleText } from "node:util";

/** Where a command says what it does: what was asked for on `out`, everything on the way there on `err`. */
export interface Terminal {
  out(line: string): void;
  err(line: string): void;
  /** Replaces the line that it wrote last, where lines can be replaced; null where they cannot. */
  status: ((line: string) => void) | null;
  style(format: Parameters<typeof styleText>[0], text: string): string;
}

/** The process's own terminal. Colours and status lines are for people: NO_COLOR, pipes and logs get plain lines. */
export function processTerminal(): Terminal {
  const { stdout, stderr } = process;
  let isOnStatus = false;
  const clear = () => {
    if (isOnStatus) stderr.write("\r\u001b[K");
    isOnStatus = false;
  };
  return {
    out(line) {
      clear();
      stdout.write(`${line}\n`);
    },
    err(line) {
      clear();
      stderr.write(`${line}\n`);
    },
    status: stderr.isTTY
      ? (line) => {
          clear();
          // A line that wraps could not be replaced.
          stderr.write(line.slice(0, (stderr.columns || 80) - 1));
          isOnStatus = true;
        }
      : null,
    style: (format, text) => styleText(format, text, { stream: stdout }),
  };
}
