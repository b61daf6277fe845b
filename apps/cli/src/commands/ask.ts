import { createInterface } from "node:readline/promises";
import { CommandFailure } from "../exit-code.ts";

/** Where a person reads questions and types answers. */
export interface Keyboard {
  input: NodeJS.ReadableStream;
  output: NodeJS.WritableStream;
}

/** The process's own, when a person sits at both ends; else null, and nothing may be asked. */
export function processKeyboard(): Keyboard | null {
  const { stdin, stdout } = process;
  return stdin.isTTY && stdout.isTTY ? { input: stdin, output: stdout } : null;
}

/**
 * Lets the work ask questions, one line each.
 * @throws CommandFailure when the person ends the input in place of an answer (Ctrl-C, Ctrl-D).
 */
export async function withQuestions<Result>(
  keyboard: Keyboard,
  work: (ask: (question: string) => Promise<string>) => Promise<Result>,
): Promise<Result> {
  const lines = createInterface(keyboard);
  const ended = new AbortController();
  // A question that is open when the input ends would never settle, and the program end without a word.
  lines.once("close", () => ended.abort());
  try {
    return await work((question) => lines.question(question, { signal: ended.signal }));
  } catch (error) {
    if (!ended.signal.aborted) throw error;
    throw new CommandFailure("interrupted", "Stopped. Nothing was written.", { cause: error });
  } finally {
    lines.close();
  }
}
